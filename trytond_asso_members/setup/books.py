"""How a new association books: its accounts, journals and sequences."""
from trytond.pool import Pool

from . import journals

ACCOUNTS = {
    'account_receivable': 'asso_members.account_template_4112',
    'account_suspense': 'account_fr.471',
    'account_transit': 'asso_members.account_template_5116',
    'account_fees': 'account_fr.6278',
    'account_internal': 'account_fr.58',
    # The other side of the opening entries: its balance is zero once the
    # accountant has entered the whole opening balance.
    'account_opening': 'account_fr.890',
    'account_revenue': 'account_fr.706',
    'account_fee': 'asso_members.account_template_7561',
    'account_donation': 'asso_members.account_template_7541',
    'account_fee_deferral': 'asso_members.account_template_4671',
    'account_donation_deferral': 'asso_members.account_template_4672',
    'account_deferred': 'account_fr.487',
    'account_doubtful': 'account_fr.491',
    'account_depreciation': 'account_fr.68174',
    'account_recovery': 'account_fr.78174',
    'account_loss': 'account_fr.6541',
    }
JOURNALS = {
    'journal_bill': 'ADH',
    'journal_lettering': 'LET',
    'journal_opening': 'REP',
    'journal_loss': 'PER',
    }
STANDARD_JOURNALS = {
    'journal_income': 'account.journal_miscellaneous',
    'journal_suspense': 'account.journal_miscellaneous',
    }
SEQUENCES = {
    'sequence_bill': 'COT-',
    'sequence_service': 'FA-',
    'sequence_credit_note': 'AV-',
    }
# It keeps clear of the numbers that the portal gives
MEMBER_PREFIX = 'T'
RULES = ['cutover', 'closed_periods', 'fee_income', 'donation_income', 'fees_first']
# By another cut-over, what is booked already would have come in otherwise
CHANGEABLE = set(RULES) - {'cutover'}


def get_or_create(company, settings, asked):
    """Return the association of the company, or create it for the French chart.

    The settings have the attributes of the set-up's form; of an association that there is,
    the rules that are asked are changed. The company's chart must be complete.
    """
    Association = Pool().get('asso.association')
    associations = Association.search([('company', '=', company.id)])
    accounts = from_templates('account.account', company, ACCOUNTS.values())
    if associations:
        _complete(associations[0], accounts)
        _change(associations[0], asked)
        return associations[0]
    own = journals.get_or_create(JOURNALS.values())
    association, = Association.create([{
                'company': company.id,
                **{name: getattr(settings, name) for name in RULES},
                **{name: accounts[template] for name, template in ACCOUNTS.items()},
                **{name: own[code] for name, code in JOURNALS.items()},
                **{name: get_id(id_) for name, id_ in STANDARD_JOURNALS.items()},
                **{name: _create_sequence(company, name, prefix)
                    for name, prefix in SEQUENCES.items()},
                }])
    _number_members(company)
    return association


def _complete(association, accounts):
    "Fill in the accounts, journals and sequences that associations of before do not have."
    missing = {
        name: accounts[template] for name, template in ACCOUNTS.items()
        if not getattr(association, name) and template in accounts}
    codes = {name: code for name, code in JOURNALS.items() if not getattr(association, name)}
    own = journals.get_or_create(codes.values())
    missing |= {name: own[code] for name, code in codes.items()}
    missing |= {
        name: _create_sequence(association.company, name, prefix)
        for name, prefix in SEQUENCES.items() if not getattr(association, name)}
    if missing:
        Pool().get('asso.association').write([association], missing)


def _change(association, asked):
    changed = {
        name: asked[name] for name in CHANGEABLE
        if name in asked and asked[name] != getattr(association, name)}
    if changed:
        Pool().get('asso.association').write([association], changed)


def from_templates(model, company, templates):
    "Return {XML id of a template: id of the company's record made from it}."
    Model = Pool().get(model)
    names = {get_id(template): template for template in templates}
    return {
        names[record.template.id]: record.id
        for record in Model.search([
                ('company', '=', company.id),
                ('template', 'in', list(names)),
                ])}


def _create_sequence(company, field, prefix):
    pool = Pool()
    Association = pool.get('asso.association')
    Sequence = pool.get('ir.sequence.strict')
    sequence, = Sequence.create([{
                'name': Association.fields_get([field])[field]['string'],
                'company': company.id,
                'sequence_type': get_id('account_invoice.sequence_type_account_invoice'),
                'prefix': prefix,
                'padding': 6,
                }])
    return sequence.id


def _number_members(company):
    "Number the members that are made in Tryton, if nothing does yet."
    pool = Pool()
    Configuration = pool.get('asso.configuration')
    Sequence = pool.get('ir.sequence')
    name = 'member_sequence'
    configuration = Configuration(1)
    if configuration.get_multivalue(name, company=company.id):
        return
    sequence, = Sequence.create([{
                'name': Configuration.fields_get([name])[name]['string'],
                'company': company.id,
                'sequence_type': get_id('asso_members.sequence_type_member'),
                'prefix': MEMBER_PREFIX,
                }])
    configuration.set_multivalue(name, sequence, company=company.id)


def get_id(xml_id):
    "The id of the record, by `module.id`; KeyError if there is none."
    return Pool().get('ir.model.data').get_id(xml_id)
