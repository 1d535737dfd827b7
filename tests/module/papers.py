"""An association with an address and a bank, and the papers of its bills."""
from io import BytesIO

IBAN, BIC = 'FR76 3000 6000 0112 3456 7890 189', 'AGRIFRPP'
EXEMPT = "TVA non applicable, article 293 B du CGI"


def furnish(ledger, portal):
    "Let the association have what its papers name."
    def write():
        pool = ledger.get
        company, = pool('company.company').search([])
        party = company.party
        pool('party.address').create([{
                    'party': party.id, 'street': "12 rue du Port", 'postal_code': '29200',
                    'city': "Brest"}])
        pool('party.identifier').create([
                {'party': party.id, 'type': 'fr_siren', 'code': '732829320'}])
        pool('party.contact_mechanism').create([
                {'party': party.id, 'type': 'email', 'value': 'bonjour@example.org'}])
        bank_party, = pool('party.party').create([{'name': "Crédit du Port"}])
        bank, = pool('bank').create([{'party': bank_party.id, 'bic': BIC}])
        pool('bank.account').create([{
                    'bank': bank.id, 'owners': [('add', [party.id])],
                    'numbers': [('create', [{'type': 'iban', 'number': IBAN}])]}])
    ledger.run(write)
    portal.settings(
        legal_form="Association loi 1901, RNA W291234567", tax_mention=EXEMPT,
        business_mention="En cas de retard : 3 fois le taux légal, et 40 EUR.")


def speak(ledger, name, language):
    "Let the party read this language"
    def write():
        Party, Lang = ledger.get('party.party'), ledger.get('ir.lang')
        lang, = Lang.search([('code', '=', language)])
        Party.write(Party.search([('name', '=', name)]), {'lang': lang.id})
    ledger.run(write)


def invoice(ledger, **values):
    "The id of the newest invoice with these values"
    with ledger.transaction():
        return ledger.get('account.invoice').search(
            [(name, '=', value) for name, value in values.items()],
            order=[('id', 'DESC')], limit=1)[0].id


def paper(ledger, id_, user=None):
    "The PDF of an invoice, as a person prints it"
    def work():
        Report = ledger.pool.get('asso.bill', type='report')
        extension, content, _, name = Report.execute([id_], {})
        assert extension == 'pdf'
        return content
    return ledger.run(work, user=user)


def pages(content):
    "The text of each page, blanks made alike"
    from pypdf import PdfReader
    return [
        ' '.join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
