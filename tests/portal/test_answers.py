"""Five questions of a member, answered in French by what a phone shows without a tap."""
import re
from html.parser import HTMLParser

import pytest

from tests.portal.kinds import GRACE, KINDS, NEXT_YEAR, TODAY, day, settle
from tests.portal.test_figures import oracle


@pytest.fixture(autouse=True)
def _grace(settings):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'GRACE_DAYS': GRACE}


class Seen(HTMLParser):
    "The text that is not folded away: {question: answer}, and all of it"
    def __init__(self):
        super().__init__()
        self.folded, self.text, self.open = 0, [], []
        self.answers, self.question = {}, None

    def handle_starttag(self, tag, attributes):
        if tag == 'details' and 'open' not in dict(attributes):
            self.folded += 1
        self.open.append(tag)

    def handle_endtag(self, tag):
        if tag == 'details' and self.folded:
            self.folded -= 1
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if self.folded or {'head', 'script'} & set(self.open):
            return
        self.text.append(data)
        if 'dt' in self.open:
            self.question = data
            self.answers[data] = ''
        elif 'dd' in self.open:
            self.answers[self.question] += data


def seen(client, story):
    client.force_login(story.member)
    page = client.get('/situation/', headers={'accept-language': 'fr'})
    found = Seen()
    found.feed(page.content.decode())
    words = plain(' '.join(found.text))
    return words, {plain(question): plain(answer) for question, answer in found.answers.items()}


def plain(text):
    return re.sub(r'\s+', ' ', text).strip()


def money(amount):
    return f'{amount:,.2f} €'.replace(',', ' ').replace('.', ',')


def in_words(date):
    months = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
        "septembre", "octobre", "novembre", "décembre"]
    return f"{date.day}{'er' * (date.day == 1)} {months[date.month - 1]} {date.year}"


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def story(db, request):
    it, = settle([request.param]).values()
    return it


def test_how_much_do_i_have_to_pay_now(story, client):
    text, _ = seen(client, story)
    asked = oracle(story)['to_pay_now']
    assert (f"Vous avez {money(asked)} à payer maintenant" in text) == bool(asked)
    assert ("Rien à payer" in text) == (not asked)


def test_why(story, client):
    figures = oracle(story)
    _, answers = seen(client, story)
    why = answers["Pourquoi ?"]
    for part in ['due', 'ahead']:
        assert not figures[part] or money(figures[part]) in why
    if figures['to_pay_now']:
        assert why.endswith(money(figures['to_pay_now']))
    if not any([figures['due'], figures['ahead'], figures['on_its_way']]):
        assert why in ("Il ne reste aucune facture à payer.",
            "Aucune facture n’est encore à échéance.", "Ce qui reste à payer est en litige.")


WHY = {
    'settled': "Il ne reste aucune facture à payer.",
    'ahead': "25,00 € d’avance",
    'forty_bills': "40 factures à payer : 600,00 €",
    'only_later': "Aucune facture n’est encore à échéance.",
    'in_dispute': "Ce qui reste à payer est en litige.",
    'on_its_way_whole': "46,22 € de factures à payer − 46,22 € en route = 0,00 €",
    'on_its_way_and_more':
        "60,00 € en route − 46,22 € de factures à payer = 13,78 € d’avance",
    'opening': "80,00 € de factures à payer − 30,50 € d’avance = 49,50 €",
    'new_bill': "12,00 € de factures pas encore comptabilisées = 12,00 €",
    'refused_years':
        "450,00 € de factures pas encore comptabilisées − 450,00 € en route = 0,00 €",
}


def test_sum_is_said_in_one_line(story, client, request):
    _, answers = seen(client, story)
    assert answers["Pourquoi ?"] == WHY.get(request.node.callspec.id, answers["Pourquoi ?"])


STATES = {
    'settled': "payée par virement du {40}",
    'ahead': "payée par virement du {40}",
    'forty_bills': "reste 15,00 € à payer",
    'only_later': "reste 12,00 € à payer",
    'in_dispute': "en litige",
    'on_its_way_whole': "reste 46,22 € à payer, 46,22 € en route",
    'on_its_way_in_part': "reste 46,22 € à payer, virement du {2} en route",
    'bounced': "reste 15,00 € à payer",
    'paid_back': "payée par virement du {40}",
    'credit_note_refused': "reste 15,00 € à payer",
    'gift_only': "payée par virement du {30}",
    'without_bills': "Aucune facture",
    'decided_by_the_treasurer': "payée par virement du {40}",
    'refused_years': "pas encore comptabilisée, un bénévole s’en occupe",
    'relabelled_since': "une modification n’est pas encore prise en compte",
    'new_bill': "pas encore comptabilisée",
    'lapsed': "payée par virement du {590}",
}


def test_is_my_last_bill_paid_and_by_what(story, client, request):
    _, answers = seen(client, story)
    kind = request.node.callspec.id
    expected = re.sub(
        r'\{(\d+)\}', lambda ago: in_words(day(int(ago[1]))), STATES.get(kind, ''))
    assert expected in answers["Ma dernière facture"]


ARRIVED = {
    'settled': "Virement du {40}, 15,00 € : reçu et comptabilisé",
    'on_its_way_whole': "Virement du {2}, 46,22 € : reçu, pas encore comptabilisé",
    'on_its_way_in_part': "Virement du {2}, 20,00 € : reçu, pas encore comptabilisé",
    'on_its_way_and_more': "Virement du {2}, 60,00 € : reçu, pas encore comptabilisé",
    'right_to_left': "Virement du {2}, 5,00 € : reçu, pas encore comptabilisé",
    'bounced': "Rejet de la banque du {30}, 15,00 €",
    'paid_back': "Remboursement du {20}, 25,00 €",
    'changed_since': "Virement du {20}, 42,66 € : reçu, pas encore comptabilisé",
    'relabelled_since': "15,00 € : reçu, une modification n’est pas encore comptabilisée",
    'refused_years': "pas encore comptabilisé : un bénévole s’en occupe",
    'without_bills': "Aucun paiement pour le moment.",
}


def test_has_my_transfer_of_yesterday_arrived(story, client, request):
    text, answers = seen(client, story)
    kind = request.node.callspec.id
    expected = re.sub(
        r'\{(\d+)\}', lambda ago: in_words(day(int(ago[1]))), ARRIVED.get(kind, ''))
    assert expected in answers["Mon dernier paiement"]
    for when, much in oracle(story)['on_its_way'][:0 if kind == 'refused_years' else 3]:
        if much > 0:
            assert f"{money(much)} reçus le {in_words(date_of(when))}, pas encore" in text


def date_of(text):
    return type(TODAY).fromisoformat(text)


DUES = {
    'lapsed': f"Échue depuis le {in_words(day(180))}, à renouveler",
    'in_grace': f"Terminée le {in_words(day(10))}, à renouveler maintenant",
    'in_grace_by_the_books': f"Terminée le {in_words(day(40))}, à renouveler maintenant",
    'lapsed_by_the_books': f"Échue depuis le {in_words(day(10))}, à renouveler",
    'never_paid': "Aucune cotisation payée pour le moment",
    'gift_only': "Aucune cotisation payée pour le moment",
    'left': "Vous n’êtes plus adhérent"}


def test_are_my_dues_paid(story, client, request):
    text, answers = seen(client, story)
    kind = request.node.callspec.id
    assert answers["Ma cotisation"] == DUES.get(kind, f"À jour jusqu’au {in_words(NEXT_YEAR)}")
    assert ("Pour renouveler" in text) == (kind.startswith(('lapsed', 'in_grace', 'never_paid')))
