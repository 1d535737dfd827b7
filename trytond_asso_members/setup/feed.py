"""How a new feed books: its accounts, journals, sequences and taxes."""
from decimal import Decimal

from trytond.pool import Pool, PoolMeta

# The accounts, journals and sequences of the feed: field -> XML id or prefix
ACCOUNTS = {
    'account_receivable': 'asso_members.account_template_4112',
    'account_suspense': 'account_fr.471',
    # The other side of what the old books bring: it is empty once the
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
# means -> journal, account. Checks and cards wait on an account of their own
# because the bank books them later, by remittances and less its fees. Of money
# that came by another way nothing is known: it stands on the internal transfers,
# and is open there until someone books where it went. (Not on the suspense
# account, where payments of nobody wait: these would cancel themselves.)
MEANS = {
    'transfer': ('asso_members.journal_bank', 'account_fr.5121'),
    'check': ('asso_members.journal_check', 'account_fr.5112'),
    'cash': ('account.journal_cash', 'account_fr.5311'),
    'card': ('asso_members.journal_card', 'asso_members.account_template_5115'),
    'other': ('asso_members.journal_other_means', 'account_fr.58'),
    }
# Internet access and the like are services. A rate of 0 has no tax: most
# associations are not liable to VAT, and a zero-rated tax would say they are.
TAXES = {
    Decimal('20'): 'account_fr.tva_vente_services_20',
    Decimal('10'): 'account_fr.tva_vente_services_10',
    Decimal('8.5'): 'account_fr.tva_vente_services_8_5',
    Decimal('5.5'): 'account_fr.tva_vente_services_5_5',
    Decimal('2.1'): 'account_fr.tva_vente_services_2_1',
    }




class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    @classmethod
    def get_or_create(cls, company, settings):
        """Return the feed of the code, or create it for the French chart.

        The settings have the attributes of the set-up's form. The company's
        chart must be complete.
        """
        feeds = cls.search([('code', '=', settings.feed)])
        if feeds:
            return feeds[0]
        accounts = cls._from_templates(
            'account.account', company,
            [*ACCOUNTS.values(), *(a for _, a in MEANS.values())])
        values = {
            name: getattr(settings, name) for name in [
                'cutover', 'closed_periods', 'fee_income', 'donation_income',
                'fees_first']}
        values.update({n: accounts[a] for n, a in ACCOUNTS.items()})
        values.update({n: _get_id(j) for n, j in JOURNALS.items()})
        values.update({
                n: cls._create_sequence(company, n, p)
                for n, p in SEQUENCES.items()})
        feed, = cls.create([{
                    **values,
                    'code': settings.feed,
                    'name': settings.feed_name,
                    'company': company.id,
                    'payment_methods': [
                        ('create', cls._payment_methods(company, accounts))],
                    'taxes': [('create', cls._taxes(company))],
                    }])
        return feed

    @classmethod
    def _from_templates(cls, model, company, templates):
        "Return the ids of the company's records by the XML id of the template"
        Model = Pool().get(model)
        names = {_get_id(t): t for t in templates}
        return {
            names[r.template.id]: r.id
            for r in Model.search([
                    ('company', '=', company.id),
                    ('template', 'in', list(names)),
                    ])}

    @classmethod
    def _create_sequence(cls, company, field, prefix):
        Sequence = Pool().get('ir.sequence.strict')
        sequence, = Sequence.create([{
                    'name': cls.fields_get([field])[field]['string'],
                    'company': company.id,
                    'sequence_type': _get_id(
                        'account_invoice.sequence_type_account_invoice'),
                    'prefix': prefix,
                    'padding': 6,
                    }])
        return sequence.id

    @classmethod
    def _payment_methods(cls, company, accounts):
        pool = Pool()
        Method = pool.get('account.invoice.payment.method')
        FeedMethod = pool.get('asso.feed.payment_method')
        names = dict(FeedMethod.fields_get(['means'])['means']['selection'])
        methods = Method.create([{
                    'company': company.id,
                    'name': names[means],
                    'journal': _get_id(journal),
                    'credit_account': accounts[account],
                    'debit_account': accounts[account],
                    } for means, (journal, account) in MEANS.items()])
        return [
            {'means': means, 'method': method.id}
            for means, method in zip(MEANS, methods)]

    @classmethod
    def _taxes(cls, company):
        taxes = cls._from_templates('account.tax', company, TAXES.values())
        return [
            {'rate': rate, 'tax': taxes[template]}
            for rate, template in TAXES.items()]


def _get_id(xml_id):
    return Pool().get('ir.model.data').get_id(xml_id)
