"""What manage.py check says before a link cannot be sent, or not safely."""
import pytest
from django.core import checks

SOUND = {
    'EMAIL_BACKEND': 'django.core.mail.backends.smtp.EmailBackend', 'EMAIL_TIMEOUT': 30,
    'DEFAULT_FROM_EMAIL': 'contact@example.org', 'ALLOWED_HOSTS': ['example.org'],
    'CACHES': {'default': {
        'BACKEND': 'django.core.cache.backends.db.DatabaseCache', 'LOCATION': 'cache'}}}
LOCAL = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}


@pytest.mark.parametrize('changes, found', [
    ({}, []),
    ({'ASSO_PORTAL': {'LOGIN_GUESTS': 'no.such.Class'}}, ['E001']),
    ({'ASSO_PORTAL': {'LOGIN_GUESTS': 'json.JSONDecoder'}}, ['E001']),
    ({'ALLOWED_HOSTS': ['*']}, ['E002']),
    ({'EMAIL_BACKEND': 'django.core.mail.backends.console.EmailBackend'}, ['W003']),
    ({'EMAIL_BACKEND': 'anymail.backends.mailjet.EmailBackend'}, []),
    ({'DEFAULT_FROM_EMAIL': 'webmaster@localhost'}, ['W004']),
    ({'EMAIL_TIMEOUT': None}, ['W005']),
    ({'CACHES': LOCAL}, ['W006']),
    ])
def test_setting_that_links_cannot_do_with_is_named(settings, changes, found):
    for name, value in (SOUND | changes).items():
        setattr(settings, name, value)
    assert [
        message.id.removeprefix('asso_portal_login.')
        for message in checks.run_checks(include_deployment_checks=True)
        if message.id.startswith('asso_portal_login.')] == found
