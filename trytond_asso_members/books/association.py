"""How an association books: one record for each company, wherever its documents come from."""
from trytond import backend
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, Id
from trytond.transaction import Transaction, without_check_access

from .. import guard, savepoint
from ..exceptions import SetupError
from . import from_feed
from .moves import sequences
from .periods import Calendar

_company = [('company', '=', Eval('company', -1))]


def _account(string, help, *domain):
    return fields.Many2One(
        'account.account', string, required=True, ondelete='RESTRICT',
        domain=_company + [('type', '!=', None), ('closed', '!=', True), *domain],
        help=help)


def _journal(string, type_, help):
    return fields.Many2One(
        'account.journal', string, required=True, ondelete='RESTRICT',
        domain=[('type', '=', type_)], help=help)


def _sequence(string, help, required=True):
    return fields.Many2One(
        'ir.sequence.strict', string, required=required, ondelete='RESTRICT',
        domain=[
            ('company', 'in', [Eval('company', -1), None]),
            ('sequence_type', '=', Id('account_invoice', 'sequence_type_account_invoice')),
            ],
        help=help)


def _income(string):
    return fields.Selection([
            ('call', "On the call"),
            ('payment', "When paid"),
            ], string, required=True,
        help="On the call: income at the date of the bill.\n"
        "When paid: the bill stands on a deferral account "
        "until its payment is lettered (ANC 2018-06).")


class Association(ModelSQL, ModelView):
    __name__ = 'asso.association'

    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT',
        states={'readonly': Eval('id', -1) >= 0})
    cutover = fields.Date(
        "Cut-over Date",
        help="Older documents come in as opening entries on this day, "
        "so that closed years stay closed.")
    closed_periods = fields.Selection([
            ('refuse', "Refuse"),
            ('move', "Book in the first open period"),
            ], "Bills of Closed Periods", required=True)
    fee_income = _income("Income of Membership Fees")
    donation_income = _income("Income of Donations")
    fees_first = fields.Boolean(
        "Membership Fees First",
        help="When the ledger allocates, the fee of the current membership "
        "year is paid before older bills.")
    account_receivable = _account(
        "Account of Members",
        "What members owe, and what they have paid ahead.",
        ('type.receivable', '=', True), ('reconcile', '=', True),
        ('party_required', '=', True))
    account_suspense = _account(
        "Suspense Account",
        "Payments wait here until it is known who has paid.",
        ('reconcile', '=', True), ('party_required', '=', False))
    account_opening = _account(
        "Opening Account",
        "The other side of what is older than the cut-over; its balance is 0 once "
        "the whole opening balance is entered.")
    account_revenue = _account(
        "Revenue Account", "The income of bills for services.")
    account_fee = _account(
        "Account of Membership Fees", "The income of membership fees.")
    account_donation = _account(
        "Account of Donations", "The income of donations.")
    account_fee_deferral = _account(
        "Membership Fees Called",
        "Membership fees stand here until they are paid, if they are income when paid.")
    account_donation_deferral = _account(
        "Donations Called",
        "Donations stand here until they are paid, if they are income when paid.")
    journal_bill = _journal(
        "Journal of Bills", 'revenue', "The entries of bills and credit notes.")
    journal_lettering = _journal(
        "Journal of Lettering", 'general',
        "The entries that divide a payment among the bills that it pays.")
    journal_income = _journal(
        "Journal of Deferred Income", 'general',
        "The entries by which what was called becomes income.")
    journal_opening = _journal(
        "Journal of Opening", 'situation',
        "The entries of what is older than the cut-over.")
    journal_suspense = _journal(
        "Journal of Suspense", 'general',
        "The entries that take a payment from the suspense account to its member.")
    sequence_bill = _sequence(
        "Sequence of Fees and Donations",
        "Numbers the bills that come without a number.")
    sequence_service = _sequence(
        "Sequence of Services",
        "Numbers the bills for services that Tryton makes.\n"
        "Leave empty to number them with the fees and donations.", required=False)
    sequence_credit_note = _sequence(
        "Sequence of Credit Notes",
        "Numbers the credit notes that come without a number.")
    by_sets = fields.Boolean(
        "Write by Sets",
        help="Uncheck to write every document Tryton's own way: "
        "the books are the same, but it takes many times as long.")
    income_booked = fields.Boolean(
        "Income Booked", readonly=True,
        help="Unchecked while some income waits for the next run: that of a database of an "
        "older release, or what found no open period.")
    own_way = fields.Function(fields.Text(
            "Not by Sets", states={'invisible': ~Bool(Eval('own_way'))},
            help="What hooks into the models that are written, each with its model: "
            "these models are written Tryton's own way."),
        'get_own_way')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('company_unique', Unique(t, t.company),
                'asso_members.msg_association_company_unique'),
            ]

    @classmethod
    def __register__(cls, module):
        is_new = not backend.TableHandler.table_exist(cls._table)
        super().__register__(module)
        if is_new and from_feed.has_settings():
            from_feed.take_over(cls)

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @classmethod
    def check_reader(cls, company):
        """Raise AccessError unless the user is of the company and may read entries.

        For forms that show sums of them: a client may ask these without opening the wizard.
        """
        cls.company_of_user(company)
        Pool().get('ir.model.access').check('account.move', 'read')

    @classmethod
    def company_of_user(cls, company=None):
        """Return the company (default: the context's), for what is done without access rules.

        A client says which it is: raise AccessError if the user is not of it.
        """
        pool = Pool()
        id_ = company.id if company else Transaction().context.get('company')
        if Transaction().user and id_ not in pool.get('res.user').get_companies():
            raise AccessError(gettext('asso_members.msg_company_of_others'))
        return pool.get('company.company')(id_)

    @staticmethod
    def default_closed_periods():
        return 'refuse'

    @staticmethod
    def default_fee_income():
        return 'call'

    @staticmethod
    def default_donation_income():
        return 'payment'

    @staticmethod
    def default_by_sets():
        return True

    @staticmethod
    def default_income_booked():
        return True

    @classmethod
    def get_own_way(cls, associations, name):
        return dict.fromkeys((a.id for a in associations), '\n'.join(guard.found()))

    def get_rec_name(self, name):
        return self.company.rec_name

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('company.rec_name', *clause[1:])]

    @classmethod
    @without_check_access
    def of(cls, company):
        """The association of the company, readable whatever the user's rights.

        Raise SetupError if it was never set up, and AccessError where rights are checked and
        the user is not of the company: wizards are told by clients which one it is.
        """
        if Transaction().check_access:
            cls.company_of_user(company)
        associations = cls.search([('company', '=', company.id)])
        if not associations:
            raise SetupError(gettext(
                    'asso_members.msg_association_missing', company=company.rec_name))
        return associations[0]

    @classmethod
    def bills_posted(cls, ids):
        """These bills and credit notes (ids of invoices) were posted.

        It is called once for each set that is posted, in its transaction, before anything pays
        them.  A hook, for rooms above.
        """

    @classmethod
    def bills_settled(cls, ids):
        """What is open of these bills (ids of invoices) may have changed, and their state with it.

        It is called once their lettering is done, in its transaction.  A hook, for rooms above.
        """

    def is_opening(self, date):
        "Whether a document of this date comes in as an opening entry, on the cut-over date."
        return bool(self.cutover and date < self.cutover)

    def revenue_account(self, kind):
        "The income account of bills of this kind."
        own = {'membership_fee': self.account_fee, 'donation': self.account_donation}
        return own.get(kind, self.account_revenue)

    def bill_account(self, kind):
        """The account that bills of this kind are booked on, unless a line names another.

        It is the income account, or a deferral account if bills of this kind are income
        only once they are paid.
        """
        if kind == 'membership_fee' and self.fee_income == 'payment':
            return self.account_fee_deferral
        if kind == 'donation' and self.donation_income == 'payment':
            return self.account_donation_deferral
        return self.revenue_account(kind)

    def income_account(self, kind, account):
        """On which account (id) a line of a bill of this kind becomes income once it is paid.

        None, if the account that the line is booked on is no deferral account of the kind.
        """
        called, income = self.bill_account(kind).id, self.revenue_account(kind).id
        return income if account == called != income else None

    def own_context(self):
        "The context in which the association's documents are booked."
        language = self.company.party.lang
        context = {} if self.by_sets else {'_asso_own_way': True}
        return Transaction().set_context(
            company=self.company.id, _check_access=False, _skip_warnings=True,
            language=language.code if language else Transaction().language, **context)

    def lock_books(self):
        """Take the locks that posting needs, before any work and in one order.

        Return the calendar of the company.  The sequences are locked together, so
        the transaction starts again once at most; two batches of an association never
        run at the same time, as both need its sequence of bills.
        """
        Sequence = Pool().get('ir.sequence.strict')
        savepoint.begin()
        calendar = Calendar(self.company)
        Sequence.lock(sequences(
                calendar, self.sequence_bill, self.sequence_service,
                self.sequence_credit_note))
        savepoint.refuse_stale(self)
        return calendar
