"""The mail that Django sends the administrators of an error tells no token."""
import logging

import pytest
from django.core import mail
from django.utils.log import AdminEmailHandler

from asso_portal.api import changes
from asso_portal.models import Token
from tests.portal.bridge import Bridge, token


def fail(*_):
    raise ZeroDivisionError


@pytest.fixture
def mailing(settings):
    "Django's own handler, whose HTML shows the variables too"
    settings.ADMINS = [('Ada', 'ada@example.org')]
    handler = AdminEmailHandler(include_html=True)
    logger = logging.getLogger('django.request')
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


@pytest.mark.parametrize('place, name', [(changes, 'sequence'), (Token, 'of')])
def test_mail_of_an_error_has_no_token(db, mailing, monkeypatch, place, name):
    text = token()
    monkeypatch.setattr(place, name, fail)
    assert Bridge(text).get().status_code == 500
    sent = [
        part for message in mail.outbox
        for part in (message.body, *(content for content, *_ in message.alternatives))]
    assert len(sent) >= 2 and 'ZeroDivisionError' in sent[0]
    assert [part for part in sent if text in part or text.split('_', 2)[2] in part] == []
