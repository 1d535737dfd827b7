"""Everything that the module shows is in French, in the form that Tryton itself exports.

When a string has changed, this test prints the entries that are missing and those that are
obsolete: add the first to locale/fr.po with their French, and remove the others.
"""
import re
from pathlib import Path

import polib
import pytest

import trytond_asso_members

FRENCH = Path(trytond_asso_members.__file__).parent / 'locale' / 'fr.po'
PLACEHOLDER = re.compile(r'%\(\w+\)s')


def key(entry):
    return entry.msgctxt, entry.msgid


@pytest.fixture(scope='module')
def french():
    return polib.pofile(FRENCH.read_text(encoding='utf-8'))


@pytest.fixture
def shown(make_ledger):
    "What Tryton itself extracts from the module, with what it has beside direct debits"
    ledger = make_ledger('extras')
    with ledger.transaction(user=0, company=None) as transaction:
        Set = ledger.pool.get('ir.translation.set', type='wizard')
        for name in ['ir.ui.view', 'ir.action.report']:
            records = [
                record for record in ledger.get(name).search([('module', '=', 'asso_members')])
                # A French form is French in any language
                if getattr(record, 'translatable', True)]
            with transaction.set_context(
                    active_model=name, active_ids=[record.id for record in records]):
                Set(Set.create()[0]).transition_set_()
        exported = ledger.get('ir.translation').translation_export('en', 'asso_members')
    return polib.pofile(exported.decode())


def test_every_string_shown_has_its_french_and_no_other_is_kept(shown, french):
    missing = {key(e) for e in shown} - {key(e) for e in french}
    obsolete = {key(e) for e in french} - {key(e) for e in shown}
    assert (sorted(missing), sorted(obsolete)) == ([], [])


def test_no_french_is_empty_or_fuzzy(french):
    assert [key(e) for e in french if not e.msgstr or e.fuzzy] == []


def test_french_fills_in_the_same_values(french):
    assert [
        key(e) for e in french
        if set(PLACEHOLDER.findall(e.msgid)) != set(PLACEHOLDER.findall(e.msgstr))
        ] == []


def test_the_same_selection_reads_the_same_everywhere(french):
    "What the client shows for a value may not depend on where it is shown"
    words = {}
    for entry in french:
        if entry.msgctxt.startswith('selection:'):
            words.setdefault(entry.msgid, set()).add(entry.msgstr)
    assert {k: sorted(v) for k, v in words.items() if len(v) > 1} == {}


def test_client_in_french_sees_french(bare_ledger):
    with bare_ledger.transaction(language='fr', company=None):
        Member = bare_ledger.get('asso.member')
        fields = Member.fields_get(['balance', 'membership_state'])
        assert fields['balance']['string'] == "Solde"
        assert dict(fields['membership_state']['selection'])['late'] == (
            "Échue")
        menus = bare_ledger.get('ir.ui.menu').search([
                ('parent.name', '=', "Association")], order=[('sequence', 'ASC')])
        assert [m.name for m in menus] == [
            "Configuration", "Tableau de bord", "Adhérents", "Qui doit", "Relancer",
            "Échéanciers", "Relevé de compte...", "Écritures ouvertes",
            "Factures", "Paiements", "Banque", "Paiements à rattacher",
            "Rattacher à un adhérent...", "Actes du trésorier",
            "Offres", "Reçus fiscaux", "Abonnements", "Messages", "Synchronisation",
            "Clore un mois", "Clore l'exercice", "FEC..."]
