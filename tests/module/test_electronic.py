"""The bill for programs inside of the PDF: what it says, by the schema of its standard."""
import datetime as dt
from decimal import Decimal
from xml.etree import ElementTree

import facturx
import pytest

from tests.module.papers import EXEMPT, furnish, invoice, paper
from tests.module.portal import bill, line, member
from tests.module.test_paper import sales_tax
from trytond_asso_members.documents import drawing

pytestmark = pytest.mark.skipif(
    not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")
SPACES = {
    'ram': 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
    'udt': 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100'}
BAKERY = "Boulangerie du Port"


class Read:
    "The file inside of a PDF, valid by its schema"

    def __init__(self, pdf):
        self.name, xml = facturx.get_xml_from_pdf(pdf, check_xsd=False)
        if xml:
            facturx.xml_check_xsd(xml, flavor='factur-x', level='en16931')
            self.root = ElementTree.fromstring(xml)

    def texts(self, path):
        return [found.text for found in self.root.findall(f'.//ram:{path}', SPACES)]

    @property
    def totals(self):
        "Without VAT, VAT, whole"
        return [self.texts(f'SpecifiedTradeSettlementHeaderMonetarySummation/ram:{name}')[0]
            for name in ['TaxBasisTotalAmount', 'TaxTotalAmount', 'GrandTotalAmount']]

    @property
    def taxes(self):
        "'category rate base amount code' of each group of VAT"
        return [
            ' '.join(
                (tax.findtext(f'ram:{name}', namespaces=SPACES) or '-')
                for name in ['CategoryCode', 'RateApplicablePercent', 'BasisAmount',
                    'CalculatedAmount', 'ExemptionReasonCode'])
            for tax in self.root.findall(
                './/ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax', SPACES)]

    @property
    def lines(self):
        "'quantity price amount' of each"
        return [' '.join(found) for found in zip(
            self.texts('BilledQuantity'), self.texts('NetPriceProductTradePrice/ram:ChargeAmount'),
            self.texts('LineTotalAmount'), strict=False)]


@pytest.fixture
def bakery(ledger, portal):
    "A member that is an organization with a SIREN, of an association with one and a bank"
    portal.send(member(
        '3', kind='legal', organization_name=BAKERY, street="3 quai de la Douane",
        postal_code='29200', city="Brest"))
    furnish(ledger, portal)

    def write():
        party, = ledger.get('party.party').search([('name', '=', BAKERY)])
        ledger.get('party.identifier').create([
                {'party': party.id, 'type': 'fr_siren', 'code': '552081317'}])
    ledger.run(write)


@pytest.fixture
def billed(ledger, bakery, subscriber):
    "Bill offers to the bakery: [(price, taxes)]"
    def bill_(*offers, **values):
        for place, (price, rate) in enumerate(offers):
            offer = subscriber.offer(
                price, reference=f'O{place}', **values,
                **({'taxes': sales_tax(ledger, rate)} if rate else {}))
            subscriber.subscribe(offer, '2026-03-01', member='3')
        subscriber.bill('2026-03-01')
        return invoice(ledger, **{'party.name': BAKERY})
    return bill_


def amounts(ledger, id_):
    "What the books say of a bill, above zero"
    with ledger.transaction():
        found = ledger.get('account.invoice')(id_)
        return [f'{abs(amount):.2f}' for amount in [
                found.untaxed_amount, found.tax_amount, found.total_amount]]


def test_bill_with_several_rates_says_what_the_books_say(ledger, portal, bakery):
    portal.settings(tax_regime='liable')
    portal.send(bill(
        '30', '42.70', '2026-03-01', member='3', lines=[
            line('20.00', '20.00', '4.00'), line('20.00', '5.50', '1.10'),
            line('-2.00', '20.00', '-0.40')]))
    id_ = invoice(ledger, **{'party.name': BAKERY})
    pdf = paper(ledger, id_)
    read = Read(pdf)
    assert (read.name, read.totals) == ('factur-x.xml', amounts(ledger, id_))
    assert read.taxes == ['S 20 18.00 3.60 -', 'S 5.5 20.00 1.10 -']
    assert read.lines == ['1 20 20.00', '1 20 20.00', '-1 2 -2.00']
    assert read.texts('SpecifiedLegalOrganization/ram:ID') == ['732829320', '552081317']
    assert read.texts('IBANID') == ['FR7630006000011234567890189']
    assert paper(ledger, id_) == pdf


def test_offer_that_is_less_is_a_quantity_below_zero(ledger, billed):
    id_ = billed(('21.10', '0.055'), ('-2.11', '0.055'))
    read = Read(paper(ledger, id_))
    assert (read.taxes, read.totals) == (['S 5.5 18.00 0.99 -'], amounts(ledger, id_))
    assert sorted(read.lines) == ['-1 2 -2.00', '1 20 20.00']


@pytest.mark.parametrize('regime, taxes', [
    pytest.param('franchise', 'E 0 10.00 0.00 VATEX-FR-FRANCHISE', marks=pytest.mark.stress),
    ('exempt', 'E 0 10.00 0.00 VATEX-FR-CGI261-7'),
    pytest.param(None, 'O - 10.00 0.00 VATEX-EU-O', marks=pytest.mark.stress),
    ])
def test_bill_without_vat_says_why(ledger, portal, billed, regime, taxes):
    portal.settings(tax_regime=regime, tax_mention=EXEMPT if regime == 'franchise' else None)
    read = Read(paper(ledger, billed(('10.00', None))))
    assert (read.taxes, read.totals) == ([taxes], ['10.00', '0.00', '10.00'])


def test_credit_note_names_its_bill(ledger, billed, subscriber):
    id_ = billed(('32.71', '0.055'))
    with ledger.transaction():
        subscription, = ledger.get('asso.subscription').search([
                ('member.party.name', '=', BAKERY)])
    subscriber.write(subscription, end=dt.date(2026, 3, 10))
    subscriber.bill('2026-03-05')
    note = invoice(ledger, **{'party.name': BAKERY})
    read = Read(paper(ledger, note))
    assert (note != id_, read.totals) == (True, amounts(ledger, note))
    assert read.texts('TypeCode')[0] == '381'
    assert read.texts('InvoiceReferencedDocument/ram:IssuerAssignedID') == ['FA-000001']
    assert Decimal(read.totals[2]) > 0


def test_who_has_no_siren_and_who_pays_dues_gets_paper_alone(ledger, portal, billed):
    dues = billed(('10.00', None), kind='membership_fee')
    assert Read(paper(ledger, dues)).name is False
    with ledger.transaction():
        of_person = ledger.get('account.invoice').search([('number', '=', 'F-1')])[0].id
    assert Read(paper(ledger, of_person)).name is False


def test_association_may_want_paper_alone(ledger, portal, billed):
    portal.settings(plain_bills=True)
    assert Read(paper(ledger, billed(('10.00', None)))).name is False
