"""The HTML of the messages: valid, and readable by everybody on a phone."""
import pytest

from tests.portal import browser, nu
from trytond_asso_members.notices import words
from trytond_asso_members.notices.wording import fill, page

LONG = "Association pour l'accès libre à l'Internet citoyen de Saint-Jean-de-la-Rivière"
BILL = "- Facture 2026-000123456789-ABCDEFGHIJKLMNOP, échéance le 5 janvier 2026 : 1 234 567,89 €"
# The longest that may stand in each field, or nearly
SAMPLES = {
    **dict.fromkeys(
        ['amount', 'left', 'at_once', 'debited', 'covered', 'owed', 'rest'], "1 234 567,89 €"),
    **dict.fromkeys(['date', 'due', 'oldest', 'until'], "23 septembre 2026"),
    'association': LONG, 'payee': LONG, 'name': "Marie-Antoinette-Philippine", 'offer': LONG,
    'bills': f'{BILL}\n{BILL}', 'paid': BILL, 'attached': "2026-000123456789-ABCDEFGHIJKLMN.pdf",
    'iban': "FR76 3000 6000 0112 3456 7890 189", 'reference': "RF18 0000 0000 0000 0000 0000 1",
    'email': "marie-antoinette.philippine.de.la.riviere@association-tres-longue.example.org",
    'said': "https://tryton.example.org/" + 'a' * 90 + "?x=1&y=2 <lost>", 'member': LONG}


@pytest.fixture
def pages(ledger, tmp_path):
    "{kind and language: HTML} of all that is said, every field filled in; they are files too"
    from trytond.transaction import Transaction
    found = {}
    with ledger.transaction():
        Template = ledger.get('asso.notice.template')
        for language in ['fr', 'en']:
            with Transaction().set_context(language=language):
                templates = Template.all()
                for kind, template in templates.items():
                    values = {name: SAMPLES.get(name, '12') for name in template.names_of(kind)}
                    text = fill(template.text, values)
                    if kind not in {words.DIGEST, 'frame'}:
                        frame = words.DIGEST if kind in words.TREASURER else 'frame'
                        text = fill(templates[frame].text, {**SAMPLES, 'words': text})
                    html = page(fill(template.subject, SAMPLES | values), text, language)
                    found[f'{kind}-{language}'] = html
    for name, html in found.items():
        (tmp_path / f'{name}.html').write_text(html, encoding='utf-8')
    return found


def test_nu_checker_finds_nothing(pages, tmp_path):
    jar = nu.jar() or pytest.skip("there is no java, no npm, or no way to its registry")
    assert len(pages) == 2 * len(words.TEMPLATES)
    assert nu.faults(jar, tmp_path) == []


@pytest.mark.skipif('browser.why_not()', reason=str(browser.why_not()))
@pytest.mark.parametrize('kinds', [
    ['bill.overdue', 'run.failed'],
    pytest.param([kind for kind, _ in words.TEMPLATES], marks=pytest.mark.stress)],
    ids=['some', 'all'])
def test_axe_finds_nothing_on_a_phone(pages, tmp_path, kinds):
    script = browser.axe() or pytest.skip("there is no npm, or no way to its registry")
    found = {}
    with browser.browser() as it:
        view = browser.new_page(it, browser.PHONE)
        for name in [f'{kind}-{language}' for kind in kinds for language in ['fr', 'en']]:
            view.goto(f'file://{tmp_path}/{name}.html')
            is_wide = view.evaluate(
                'document.documentElement.scrollWidth > document.documentElement.clientWidth')
            found[name] = browser.violations(view, script), is_wide
    assert found == dict.fromkeys(found, ([], False))
