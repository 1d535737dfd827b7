"""How a new association books: its accounts, journals and sequences."""
from trytond.pool import Pool

ACCOUNTS = {
    'account_receivable': 'asso_members.account_template_4112',
    'account_suspense': 'account_fr.471',
    # The other side of the opening entries: its balance is zero once the
    # accountant has entered the whole opening balance.
    'account_opening': 'account_fr.890',
    'account_revenue': 'account_fr.706',
    'account_fee': 'asso_members.account_template_7561',
    'account_donation': 'asso_members.account_template_7541',
    'account_fee_deferral': 'asso_members.account_template_4671',
    'account_donation_deferral': 'asso_members.account_template_4672',
    }
JOURNALS = {
    'journal_bill': 'asso_members.journal_member',
    'journal_lettering': 'asso_members.journal_lettering',
    'journal_opening': 'asso_members.journal_opening',
    'journal_income': 'account.journal_miscellaneous',
    'journal_suspense': 'account.journal_miscellaneous',
    }
SEQUENCES = {
    'sequence_bill': 'COT-',
    'sequence_credit_note': 'AV-',
    }
RULES = ['cutover', 'closed_periods', 'fee_income', 'donation_income', 'fees_first']


def get_or_create(company, settings):
    """Return the association of the company, or create it for the French chart.

    The settings have the attributes of the set-up's form. The company's
    chart must be complete.
    """
    Association = Pool().get('asso.association')
    associations = Association.search([('company', '=', company.id)])
    if associations:
        return associations[0]
    accounts = from_templates('account.account', company, ACCOUNTS.values())
    association, = Association.create([{
                'company': company.id,
                **{name: getattr(settings, name) for name in RULES},
                **{name: accounts[template] for name, template in ACCOUNTS.items()},
                **{name: get_id(journal) for name, journal in JOURNALS.items()},
                **{name: _create_sequence(company, name, prefix)
                    for name, prefix in SEQUENCES.items()},
                }])
    return association


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


def get_id(xml_id):
    "The id of the record, by `module.id`; KeyError if there is none."
    return Pool().get('ir.model.data').get_id(xml_id)
