"""What there is of an association, as the form of the set-up shows it again."""
from trytond.pool import Pool

from . import identity
from .books import RULES


def read(company):
    "The values of the form, of the company (an id, or None) if it is an association; else {}."
    pool = Pool()
    associations = pool.get('asso.association').search([('company', '=', company)])
    if not associations:
        return {}
    association, = associations
    company = association.company
    language = company.party.lang
    found = {
        'company': company.party.name,
        'timezone': company.timezone,
        'language': language.id if language else None,
        **{name: getattr(association, name) for name in RULES},
        **identity.read(company),
        **_years(company),
        **_feed(company),
        }
    return {name: value for name, value in found.items() if value is not None}


def _years(company):
    years = Pool().get('account.fiscalyear').search(
        [('company', '=', company.id)], order=[('start_date', 'ASC')])
    if not years:
        return {}
    return {'first_day': years[0].start_date, 'last_day': years[-1].end_date}


def _feed(company):
    feeds = Pool().get('asso.feed').search(
        [('company', '=', company.id)], order=[('id', 'ASC')], limit=1)
    if not feeds:
        return {}
    feed, = feeds
    return {
        'feed': feed.code, 'feed_name': feed.name,
        'bridge_login': feed.user.login if feed.user else None}
