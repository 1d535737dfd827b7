"""A new feed: its user, the money accounts of its means of payment, its taxes."""
from decimal import Decimal

from trytond.pool import Pool

from . import journals
from .books import from_templates, get_id

# means -> journal, account. Checks and cards wait on an account of their own
# because the bank books them later, by remittances and less its fees. Nothing is
# known of money that came another way: it is booked on the internal transfers, and
# is open there until someone books where it went. (Not on the suspense account,
# where payments without a known member wait: debit and credit would cancel out.)
MEANS = {
    'transfer': ('BQ', 'account_fr.5121'),
    'check': ('CHQ', 'account_fr.5112'),
    'cash': ('account.journal_cash', 'account_fr.5311'),
    'card': ('CB', 'asso_members.account_template_5115'),
    'other': ('AUT', 'account_fr.58'),
    }
# What an association sells, such as Internet access, is services. A rate of 0 has no tax:
# most associations are not liable to VAT, and a zero-rated tax would say they are.
TAXES = {
    Decimal('20'): 'account_fr.tva_vente_services_20',
    Decimal('10'): 'account_fr.tva_vente_services_10',
    Decimal('8.5'): 'account_fr.tva_vente_services_8_5',
    Decimal('5.5'): 'account_fr.tva_vente_services_5_5',
    Decimal('2.1'): 'account_fr.tva_vente_services_2_1',
    }


def get_or_create(company, settings, asked):
    """Return the feed of the code, or create it for the French chart.

    The settings have the attributes of the set-up's form; of a feed that there is, the name
    is changed if it is asked. The company's chart must be complete.
    """
    Feed = Pool().get('asso.feed')
    feeds = Feed.search([('code', '=', settings.feed)])
    if feeds:
        if asked.get('feed_name', feeds[0].name) != feeds[0].name:
            Feed.write(feeds, {'name': asked['feed_name']})
        return feeds[0]
    feed, = Feed.create([{
                'code': settings.feed,
                'name': settings.feed_name,
                'company': company.id,
                'payment_methods': [('create', _payment_methods(company))],
                'taxes': [('create', _taxes(company))],
                }])
    return feed


def _payment_methods(company):
    pool = Pool()
    accounts = from_templates(
        'account.account', company, [account for _, account in MEANS.values()])
    Method = pool.get('account.invoice.payment.method')
    FeedMethod = pool.get('asso.feed.payment_method')
    own = journals.get_or_create(
        [journal for journal, _ in MEANS.values() if journal in journals.TYPES])
    names = dict(FeedMethod.fields_get(['means'])['means']['selection'])
    methods = Method.create([{
                'company': company.id,
                'name': names[means],
                'journal': own.get(journal) or get_id(journal),
                'credit_account': accounts[account],
                'debit_account': accounts[account],
                } for means, (journal, account) in MEANS.items()])
    return [
        {'means': means, 'method': method.id}
        for means, method in zip(MEANS, methods)]


def _taxes(company):
    taxes = from_templates('account.tax', company, TAXES.values())
    return [
        {'rate': rate, 'tax': taxes[template]}
        for rate, template in TAXES.items()]
