"""Who the association is: what its papers and the law ask for."""
from stdnum import bic, iban
from stdnum.fr import siren, siret, tva
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

from ..exceptions import SetupError
from . import bank, rna

# Kept by the association itself; the others stand where Tryton has them
OWN = ['rna', 'tax_regime', 'membership_month']
ADDRESS = {'street': 'street_unstructured', 'postal_code': 'postal_code', 'city': 'city'}
NUMBERS = {'siren': siren, 'rna': rna, 'vat_number': tva, 'iban': iban, 'bic': bic}
SIREN = 9  # digits


class AssociationSetupStart(metaclass=PoolMeta):
    __name__ = 'asso.association.setup.start'

    street = fields.Text("Street")
    postal_code = fields.Char("Postal Code")
    city = fields.Char("City")
    email = fields.Char(
        "E-Mail", help="Where members write to: it is on the bills.")
    siren = fields.Char(
        "SIREN or SIRET", help="Nine digits, or fourteen.  An association may have none.")
    rna = fields.Char(
        "RNA", help="The number in the register of associations: W and nine digits.")
    tax_regime = fields.Selection(
        'get_tax_regimes', "VAT",
        help="Bills for services say why they have no VAT, in the words of the law.\n"
        "Ask the accountant which it is.")
    vat_number = fields.Char(
        "VAT Number", states={'invisible': Eval('tax_regime') != 'liable'})
    iban = fields.Char("IBAN", help="Where members pay to: it is on the bills.")
    bic = fields.Char("BIC")
    logo = fields.Binary("Logo", help="It is on the bills.")
    membership_month = fields.Selection(
        'get_membership_months', "Membership Year",
        help="The month in which the membership year of all begins.\n"
        "Leave empty if each has a year of its own.")

    @classmethod
    def get_tax_regimes(cls):
        return cls._selection('tax_regime')

    @classmethod
    def get_membership_months(cls):
        return Pool().get('asso.association').get_membership_months()


def read(company):
    "What Tryton has of each of these values, as `write` takes them."
    Association = Pool().get('asso.association')
    party = company.party
    address = party.address_get('invoice')
    associations = Association.search([('company', '=', company.id)])
    account = bank.account_of(company)
    codes = {one.type: one.code_compact for one in party.identifiers}
    return {
        **{name: getattr(address, column, None) for name, column in ADDRESS.items()},
        **{name: associations and getattr(associations[0], name) or None for name in OWN},
        'email': party.email or None,
        'siren': codes.get('fr_siret') or codes.get('fr_siren'),
        'vat_number': codes.get('fr_tva'),
        'iban': account.iban_compact if account else None,
        'bic': account.bank.bic if account and account.bank else None,
        'logo': company.logo,
        }


def write(association, asked):
    """Write what is asked, {name: value}, where it differs from what there is.

    What is empty is not asked.  Raise SetupError for a number that cannot be right.
    """
    company = association.company
    there = read(company)
    asked = {
        name: _compact(name, value) for name, value in asked.items() if name in there and value}
    new = {name: value for name, value in asked.items() if value != there[name]}
    if address := {ADDRESS[name]: value for name, value in new.items() if name in ADDRESS}:
        _write_address(company.party, address)
    if own := {name: new[name] for name in OWN if name in new}:
        association.__class__.write([association], own)
    if 'email' in new:
        _write_email(company.party, new['email'])
    if 'siren' in new:
        _write_siren(company.party, new['siren'])
    if 'vat_number' in new:
        _write_identifier(company.party, 'fr_tva', new['vat_number'])
    if not new.keys().isdisjoint({'iban', 'bic'}):
        bank.write_account(company, new.get('iban') or there['iban'], new.get('bic'))
    if 'logo' in new and company._logo_convert(new['logo']) != there['logo']:
        company.__class__.write([company], {'logo': new['logo']})


def _compact(name, value):
    "The value as it is kept; SetupError if it cannot be."
    if name not in NUMBERS:
        return value.strip() if isinstance(value, str) else value
    kind = NUMBERS[name]
    if name == 'siren' and len(siren.compact(value)) > SIREN:
        kind = siret
    if not kind.is_valid(value):
        raise SetupError(gettext('asso_members.msg_setup_value', name=name, value=value))
    return kind.compact(value)


def _write_address(party, values):
    Address = Pool().get('party.address')
    if address := party.address_get('invoice'):
        Address.write([address], values)
    else:
        Address.create([{'party': party.id, **values}])


def _write_email(party, value):
    Mechanism = Pool().get('party.contact_mechanism')
    theirs = [m for m in party.contact_mechanisms if m.type == 'email'][:1]
    if theirs:
        Mechanism.write(theirs, {'value': value})
    else:
        Mechanism.create([{'party': party.id, 'type': 'email', 'value': value}])


def _write_siren(party, code):
    "A SIRET is that of the address, and begins with the SIREN: one that does not is hidden."
    _write_identifier(party, 'fr_siren', code[:SIREN])
    others = [
        one for one in party.identifiers
        if one.type == 'fr_siret' and not one.code_compact.startswith(code)]
    if others:
        Pool().get('party.identifier').write(others, {'active': False})
    if len(code) > SIREN:
        address = party.address_get('invoice')
        if not address:
            raise SetupError(gettext('asso_members.msg_setup_siret'))
        _write_identifier(party, 'fr_siret', code, address=address.id)


def _write_identifier(party, type_, code, **values):
    "Let the party have it instead of another of the type, which is only hidden."
    Identifier = Pool().get('party.identifier')
    theirs = [one for one in party.identifiers if one.type == type_]
    if code in {one.code_compact for one in theirs}:
        return
    if theirs:
        Identifier.write(theirs, {'active': False})
    Identifier.create([{'party': party.id, 'type': type_, 'code': code, **values}])
