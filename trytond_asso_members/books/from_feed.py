"""What an older release kept on the feed: the settings of an association, taken over once."""
import logging

from sql import Column
from sql.functions import CurrentTimestamp
from trytond import backend
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from ..exceptions import SetupError

logger = logging.getLogger(__name__)

FROM_FEED = [
    'cutover', 'closed_periods', 'fee_income', 'donation_income', 'fees_first',
    'account_receivable', 'account_suspense', 'account_opening', 'account_revenue',
    'account_fee', 'account_donation', 'account_fee_deferral',
    'account_donation_deferral', 'journal_bill', 'journal_lettering', 'journal_income',
    'journal_opening', 'journal_suspense', 'sequence_bill', 'sequence_credit_note',
    'by_sets']


def has_settings():
    "Whether the feed's table still has them: that of a release before associations."
    Feed = Pool().get('asso.feed')
    return (backend.TableHandler.table_exist(Feed._table)
        and Feed.__table_handler__('asso_members').column_exist(FROM_FEED[0]))


def take_over(Association):
    """Take the settings over from the company's feed, before its columns are dropped.

    If there are several feeds, the first active one counts, and the log names those
    that differ.  Raise SetupError if they book members, or unknown payments, on
    different accounts: what stands on the other account would be lost sight of.
    """
    table = Association.__table__()
    cursor = Transaction().connection.cursor()
    for company, settings in _settings(Association).items():
        cursor.execute(*table.insert(
                [table.create_uid, table.create_date, table.company]
                + [Column(table, name) for name in settings],
                [[0, CurrentTimestamp(), company, *settings.values()]]))


def _settings(Association):
    "Return {company: {name of a setting: value}}, as the first feed of each company has them."
    Feed = Pool().get('asso.feed')
    feed = Feed.__table__()
    handler = Feed.__table_handler__('asso_members')
    names = [name for name in FROM_FEED if handler.column_exist(name)]
    # Rooms above may require more, which the feed never had
    required = {
        name for name, field in Association._fields.items()
        if field.required and field.sql_type() and name != 'company'}
    chosen = {'by_sets', 'transfers_by', 'transit_days'}
    new = (required | chosen) & Association._defaults.keys()
    found = {}
    for id_, company, *settings in bulk.select(feed.select(
                feed.id, feed.company, *[Column(feed, n) for n in names],
                order_by=[feed.active.desc, feed.id])):
        settings = dict(zip(names, settings))
        for name in new:
            if settings.get(name) is None:
                settings[name] = Association._defaults[name]()
        _compare(id_, company, found.setdefault(company, settings), settings)
    return found


def _compare(feed, company, first, settings):
    "Say where a feed differs from the company's first one, or refuse it."
    differing = {
        name for name, value in first.items()
        if value != settings[name]
        # Each feed had sequences of its own
        and not name.startswith('sequence_')}
    if differing & {'account_receivable', 'account_suspense'}:
        raise SetupError(gettext(
                'asso_members.msg_association_feeds',
                company=Pool().get('company.company')(company).rec_name))
    if differing:
        logger.warning(
            "feed %s had other settings than the association now has: %s",
            feed, {name: settings[name] for name in sorted(differing)})
