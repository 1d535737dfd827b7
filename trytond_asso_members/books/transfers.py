"""Who records the transfers of members, the portal or the bank, and where they meet."""
import datetime as dt

from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval

RECORDERS = [
    ('portal', "The portal"),
    ('bank', "The bank"),
    ('both', "Both"),
    ]


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    account_transit = fields.Many2One(
        'account.account', "Account of Transfers", ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '!=', None),
            ('closed', '!=', True),
            ('reconcile', '=', True),
            ('party_required', '=', False),
            ],
        states={'required': Bool(Eval('bank_since'))},
        help="Transfers stand here between the bank's line and the member's payment. "
        "Leave empty to use the suspense account.")
    account_fees = fields.Many2One(
        'account.account', "Account of Bank Fees", ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type.expense', '=', True),
            ('closed', '!=', True),
            ],
        help="What payment services keep of what members paid.")
    account_internal = fields.Many2One(
        'account.account', "Account of Internal Transfers", ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '!=', None),
            ('closed', '!=', True),
            ('party_required', '=', False),
            ],
        help="Money between own accounts: what a payment service pays out stands here until "
        "the bank shows it.")
    bank_since = fields.Date(
        "Bank Imported Since",
        help="From this day on, the portal's transfers wait for the line of the bank. "
        "Leave empty while no statement of the bank is imported.")
    transfers_by = fields.Selection(
        RECORDERS, "Transfers Are Recorded By", required=True, sort=False,
        help="The portal: a line of the bank pays for a member only what the portal has "
        "recorded.\nThe bank: it credits members by itself.\n"
        "Both: a transfer that one of them has recorded is not recorded again.")
    transit_days = fields.Integer(
        "Days in Transit", required=True, domain=[('transit_days', '>=', 0)],
        help="So many days may lie between the portal's payment and the bank's line. "
        "What stays in transit longer is listed.")

    @staticmethod
    def default_transfers_by():
        return 'both'

    @staticmethod
    def default_transit_days():
        return 10

    @property
    def transit(self):
        "The account of transfers."
        return self.account_transit or self.account_suspense

    @property
    def near(self):
        "So far apart may the portal's payment and the bank's line of it be."
        return dt.timedelta(days=self.transit_days)

    def accounts_of_bank(self):
        "The ids of the accounts that statements are booked on."
        Journal = Pool().get('account.statement.journal')
        journals = Journal.search([('company', '=', self.company.id)])
        return {journal.account.id for journal in journals}
