"""The door to the books: every document of this module gets into Tryton's books through here.

A batch is checked with a few queries, and written with a few statements: by sets.  If the
association is set otherwise, or something unknown hooks into the models concerned, Tryton's
own models write it.  Both leave the same rows: see doc/explanation/ledger.md.
"""
from functools import cached_property

from trytond.pool import Pool

from .. import bulk
from ..guard import by_sets
from . import checks, payment_means
from .accounts import read_accounts
from .by_sets import letterings
from .by_sets.invoices import post_invoices
from .by_sets.moves import post_moves
from .by_sets.statements import post_statements
from .by_tryton import invoices as tryton_invoices
from .by_tryton import letterings as tryton_letterings
from .by_tryton import moves as tryton_moves
from .by_tryton import statements as tryton_statements
from .documents import complete

MOVES = ['account.move', 'account.move.line', 'account.tax.line']
INVOICES = MOVES + [
    'account.invoice', 'account.invoice.line', 'account.invoice.line-account.tax',
    'account.invoice.tax', 'account.invoice.payment.mean']
LETTERINGS = [
    'account.move.reconciliation', 'account.move.line', 'account.invoice',
    'account.invoice.payment.mean']  # filled in where lettering opens a bill again
STATEMENTS = MOVES + [
    'account.statement', 'account.statement.origin', 'account.statement.line']
PAYMENT_LINES = [
    'account.invoice-account.move.line', 'account.move.line', 'account.invoice']


class Books:
    """The books of a company, for one batch.

    The caller takes the locks first: see Association.lock_books.
    """

    def __init__(self, calendar):
        self.calendar = calendar
        self.company = calendar.company
        self._accounts = {}

    def read_accounts(self, ids):
        "Read the accounts of the set of ids, each only once."
        self._accounts.update(read_accounts(ids - self._accounts.keys()))

    def account(self, id_):
        "The chart's account, which must have been read before."
        return self._accounts[id_]

    @cached_property
    def called(self):
        "The ids of the opening and deferral accounts: lines of bills may be on them too."
        Account = Pool().get('account.account')
        return {a.id for a in Account.search([('called', '=', True)])}

    @cached_property
    def instruments(self):
        "The bank accounts that new invoices name, to be paid there."
        return payment_means.instruments(self.company)

    def post_invoices(self, documents):
        """Write the documents as posted invoices, with their moves.

        The documents have their numbers already; their moves are numbered in the order
        given.  The ids of documents, items, moves and lines are set on them.  If one of
        them cannot be posted, raise Guilty, or a Refusal, and write nothing.
        """
        if not documents:
            return
        complete(self, documents)
        checks.invoices(self, documents)
        self._ensure_journal_periods([d.move for d in documents])
        write = post_invoices if by_sets(*INVOICES) else tryton_invoices.post_invoices
        write(self, documents)
        Pool().get('asso.association').bills_posted([d.id for d in documents])

    def draft_invoices(self, documents):
        """Write the documents, which have no numbers, as drafts, always Tryton's own way.

        The ids of documents and items are set on them.  If one of them could not be posted,
        raise Guilty, or a Refusal, and write nothing.
        """
        if documents:
            complete(self, documents)
            checks.invoices(self, documents)
            tryton_invoices.draft_invoices(self, documents)

    def post(self, moves):
        """Number, write and post the moves; the ids of moves and lines are set on them.

        They are numbered in the order given, each by the sequence of its period.  If one
        of them cannot be posted, raise Guilty, or a Refusal, and write nothing.
        """
        if not moves:
            return
        checks.moves(self, moves)
        self._ensure_journal_periods(moves)
        write = post_moves if by_sets(*MOVES) else tryton_moves.post_moves
        write(self, moves)

    def post_statements(self, sheets):
        """Write the bank statements (see sheets.py) as posted, with their moves.

        The ids of statements, origins, lines and of the lines of moves are set on them.
        If one of them cannot be posted, raise a Refusal, and write nothing.
        """
        moves = [
            (sheet, move, shares) for sheet in sheets for move, shares in sheet.moves()]
        checks.moves(self, [move for _, move, _ in moves])
        self._ensure_journal_periods([move for _, move, _ in moves])
        if by_sets(*STATEMENTS):
            post_statements(self, sheets, moves)
            tryton_statements.pay_invoices(sheets)
        else:
            tryton_statements.post_statements(self, sheets, moves)

    def _ensure_journal_periods(self, moves):
        self.calendar.ensure_journal_periods(
            (move.journal, move.period.id) for move in moves)

    def letter(self, groups):
        """Letter each group of line ids together.

        Raise a Refusal unless each group sums to zero, on one account and of one party,
        and none of its lines is lettered already.
        """
        if not groups:
            return
        ids = [id_ for group in groups for id_ in group]
        bulk.hold('account.move.line', ids)
        lines = checks.read_lines(ids)
        groups = [[lines[id_] for id_ in group] for group in groups]
        checks.letterings(self, groups)
        self._lettering(LETTERINGS).letter(self, groups)

    def unletter(self, reconciliations):
        "Take letterings back; the invoices that they paid are open again."
        if reconciliations:
            self._lettering(LETTERINGS).unletter(self, reconciliations)

    def attach(self, pairs):
        """Make posted lines the payment lines of invoices: [(invoice, line, maturity)].

        A line with a maturity falls due on that day.  Refresh the invoices afterwards,
        which also notes who has changed them.  Raise a Refusal if a line cannot pay its
        invoice.
        """
        if pairs:
            bulk.hold('account.move.line', [line for _, line, _ in pairs])
            bulk.hold('account.invoice', [invoice for invoice, _, _ in pairs])
            checks.payment_lines(self, pairs)
            self._lettering(PAYMENT_LINES).attach(pairs)

    def detach(self, lines):
        """Take posted lines off their invoices; the lines lose their due date.

        Refresh the invoices afterwards.  Raise a Refusal if an invoice is still paid.
        """
        if lines:
            bulk.hold('account.move.line', lines)
            checks.detached(lines)
            self._lettering(PAYMENT_LINES).detach(lines)

    def refresh(self, invoices):
        """Bring the state of invoices in line with their lettering: paid or posted.

        As Tryton's own process does: an invoice is paid when all its lines to pay are
        lettered.
        """
        if invoices:
            self._lettering(LETTERINGS + PAYMENT_LINES).refresh(self, invoices)
            Pool().get('asso.association').bills_settled(invoices)

    @staticmethod
    def _lettering(models):
        return letterings if by_sets(*models) else tryton_letterings
