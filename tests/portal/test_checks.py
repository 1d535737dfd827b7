"""What manage.py check says before anything goes wrong."""
import types

import pytest
from django.core import checks

from asso_portal import coin, conf
from tests.site import settings as site


def found(settings, portal):
    settings.ASSO_PORTAL = portal
    return [
        (message.id, message.msg)
        for message in checks.run_checks(include_deployment_checks=True)
        if message.id.startswith('asso_portal.')]


SHARED = {'default': {
    'BACKEND': 'django.core.cache.backends.db.DatabaseCache', 'LOCATION': 'cache'}}


@pytest.fixture(autouse=True)
def _shared_cache(settings):
    settings.CACHES = SHARED


@pytest.mark.parametrize('kind', ['locmem.LocMemCache', 'dummy.DummyCache'])
def test_cache_that_each_process_has_alone_is_named(settings, kind):
    settings.CACHES = {'default': {'BACKEND': f'django.core.cache.backends.{kind}'}}
    assert found(settings, {}) == [('asso_portal.W012', (
        "ASSO_PORTAL['RATE'] holds for each process of the site alone, and so does the pause "
        "between two nudges."))]


def test_settings_of_the_site_are_in_order(settings):
    assert found(settings, site.ASSO_PORTAL) == []
    assert found(settings, {'GRACE_DAYS': 0}) == []
    for place in ['https://tryton.example.org', 'http://localhost:8000', 'http://[::1]:8000']:
        assert found(settings, {'NUDGE_URL': f'{place}/demo/asso_members/nudge/portal'}) == []
    assert found(settings, {}) == []
    del settings.ASSO_PORTAL
    assert conf.get('RATE') == 600


@pytest.mark.parametrize('portal, id, words', [
        ([], 'E001', "ASSO_PORTAL is not a dictionary."),
        ({'IBAM': ''}, 'E002', "ASSO_PORTAL has no setting 'IBAM'."),
        ({'RATE': '600'}, 'E003', "ASSO_PORTAL['RATE'] is '600': it must be a whole number."),
        ({'RATE': True}, 'E003', "ASSO_PORTAL['RATE'] is True: it must be a whole number."),
        ({'BODY_LIMIT': 0}, 'E003', "ASSO_PORTAL['BODY_LIMIT'] is 0: it must be 1 or more."),
        ({'GRACE_DAYS': -1}, 'E003', "ASSO_PORTAL['GRACE_DAYS'] is -1: it must be 0 or more."),
        ({'INSECURE': 1}, 'E003', "ASSO_PORTAL['INSECURE'] is 1: it must be True or False."),
        ({'ALLOCATIONS': 'auto'}, 'E003',
            "ASSO_PORTAL['ALLOCATIONS'] is 'auto': it must be 'portal' or 'ledger'."),
        ({'MAPPING': 'no.such'}, 'E004',
            "The mapping 'no.such' cannot be imported: No module named 'no'"),
        ({'MAPPING': 'json'}, 'E005',
            "The mapping 'json' has no SOURCES, records, member_of, name_of, records_of."),
        ({'INSECURE': True}, 'W008',
            "ASSO_PORTAL['INSECURE'] lets tokens and members' data go without TLS."),
        ({'NUDGE_URL': 'http://tryton.example.org/demo/asso_members/nudge/portal'}, 'W013',
            "ASSO_PORTAL['NUDGE_URL'] is without TLS: members' bills would come that way."),
        ])
def test_setting_that_is_wrong_is_named(settings, portal, id, words):
    assert found(settings, portal) == [(f'asso_portal.{id}', words)]


@pytest.fixture
def mapping(monkeypatch):
    "Use COIN's mapping with something changed"
    def use(**changes):
        module = types.ModuleType('changed_mapping')
        vars(module).update({name: getattr(coin, name) for name in coin.__all__}, **changes)
        monkeypatch.setitem(__import__('sys').modules, 'changed_mapping', module)
        return {'MAPPING': 'changed_mapping'}
    return use


@pytest.mark.parametrize('changes, id, words', [
        ({'SOURCES': {'offer': {'offers.Nothing': 'pk'}}}, 'E006',
            "The mapping 'changed_mapping' names a model offers.Nothing, "
            "which this site does not have."),
        ({'REQUIRES': {'billing.Bill': ['when']}}, 'E007',
            "The mapping 'changed_mapping' needs a field 'when' of billing.Bill, "
            "which has none."),
        ({'SOURCES': {'bill': {'billing.Bill': 'pk', 'billing.InvoiceDetail': 'bill'}}}, 'E007',
            "The mapping 'changed_mapping' needs a field 'bill' of billing.InvoiceDetail, "
            "which has none."),
        ])
def test_mapping_of_what_the_site_lacks_is_named(settings, mapping, changes, id, words):
    assert found(settings, mapping(**changes)) == [(f'asso_portal.{id}', words)]
