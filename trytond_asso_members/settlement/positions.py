"""Where some members stand: their bills, their payments, what is lettered with what."""
from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from operator import itemgetter

from sql import Null
from trytond.pool import Pool

from .. import bulk
from ..bills.owing import cancelled
from ..feed.words import order_of_id
from .entries import Bill, Fragment, Payment
from .others import owners, payees, payers

ZERO = Decimal(0)


def order_key(external_id, id_):
    "Sort by the portal's id: numbers as numbers, then other ids, then what has none."
    return (*order_of_id(external_id), id_)


class Positions:
    """The bills and payments of some parties of an association, read in a few queries.

    They stand on the account of members, or on one that was before it.  `of` reads also
    those parties whose bills they pay, and who pay theirs.
    """

    @classmethod
    def of(cls, act, parties):
        "The positions of the parties, and of all that payments for others connect with them."
        parties = set(parties)
        while True:
            positions = cls(act, parties)
            others = positions._others_of_payments()
            if others <= parties:
                return positions
            parties |= others

    def __init__(self, act, parties):
        self.parties = set(parties)
        self.act = act
        self.account = act.association.account_receivable.id
        self.accounts = act.association.accounts_of_members()
        self.bills = {}
        self.payments = {}
        self.groups = defaultdict(list)  # {reconciliation: [(fragment, owner)]}
        self.delegating = set()  # reconciliations
        self.by_hand = defaultdict(dict)  # {reconciliation: {payment: what it gave there}}
        self._pay_others = []  # ids of payments read here
        self._others = set()  # ids of payments of others that pay bills read here
        parties = list(parties)
        if parties:
            self._read_bills(parties)
            self._read_payments(parties)
            self._read_lines(parties)

    def _read_bills(self, parties):
        Invoice = Pool().get('account.invoice')
        Binding = Pool().get('asso.binding')
        table = Invoice.__table__()
        source, external = Binding.join(table, 'account.invoice', table.id)
        rows = bulk.select_among(
            lambda where: source.select(
                table.id, table.party, table.bill_kind, table.invoice_date,
                external, table.bill_start, table.bill_end,
                table.payment_term_date, table.move, table.account,
                where=where & (table.company == self.act.company.id)
                & (table.type == 'out')
                & table.account.in_(self.accounts)
                & (table.currency == self.act.company.currency.id)
                & table.state.in_(['posted', 'paid']),
                order_by=[table.id]),
            table.party, parties)
        new = self.act.new_externals('bill')
        for id_, party, kind, date, external, start, end, due, *booked in rows:
            external = new.get(id_, external)
            self.bills[id_] = Bill(
                id_, party, kind, bulk.date(date), order_key(external, id_),
                bulk.date(start), bulk.date(end), bulk.date(due), *booked)

    def _read_payments(self, parties):
        Payment_ = Pool().get('asso.payment')
        Binding = Pool().get('asso.binding')
        table = Payment_.__table__()
        source, external = Binding.join(table, 'asso.payment', table.id)
        rows = bulk.select_among(
            lambda where: source.select(
                table.id, table.party, table.date, table.amount, external,
                table.pays_others, table.called_fee, table.named_bill, table.decided_by,
                table.credit_note,
                where=where & (table.company == self.act.company.id)
                & (table.state == 'booked'),
                order_by=[table.id]),
            table.party, parties)
        new = self.act.new_externals('payment', 'credit_note')
        for id_, party, date, amount, external, pays_others, *others in rows:
            external = new.get(id_, external)
            if pays_others:
                self._pay_others.append(id_)
            self.payments[id_] = Payment(
                id_, party, bulk.date(date), bulk.money(amount),
                order_key(external, id_), *others)

    def _read_lines(self, parties):
        rows = self._lines(parties)
        # Asked to sort, SQLite reads the whole table in its order
        rows.sort(key=itemgetter(0))
        self._by_move = {bill.move: bill for bill in self.bills.values()}
        self._notes = {p.note: p for p in self.payments.values() if p.note}
        self._cancelled = cancelled(origin for *_, origin in rows)
        seen = set()
        for id_, amount, reconciliation, bill, period, maturity, account, to, *whose in rows:
            if id_ in seen:  # its move is additional to several bills
                continue
            seen.add(id_)
            fragment = Fragment(
                bulk.money(amount), id_, reconciliation, bill, period,
                bulk.date(maturity), account=account)
            owner = self._own(fragment, *whose)
            if reconciliation:
                self.groups[reconciliation].append((fragment, owner))
            if to:
                self.delegating.add(reconciliation)
        self._read_groups()

    def _lines(self, parties):
        "The rows of the parties' lines on the accounts of members."
        pool = Pool()
        line = pool.get('account.move.line').__table__()
        move = pool.get('account.move').__table__()
        attached = pool.get('account.invoice-account.move.line').__table__()
        additional = pool.get('account.invoice-additional-account.move').__table__()
        lettering = pool.get('account.move.reconciliation').__table__()
        # A draft line that is lettered or attached has taken its place already
        counts = (
            (move.state == 'posted') | (line.reconciliation != Null)
            | (attached.invoice != Null))
        return bulk.select_among(
            lambda where: line
            .join(move, condition=line.move == move.id)
            .join(attached, 'LEFT', condition=attached.line == line.id)
            .join(additional, 'LEFT', condition=additional.move == line.move)
            .join(lettering, 'LEFT', condition=lettering.id == line.reconciliation)
            .select(
                line.id, line.credit - line.debit, line.reconciliation,
                attached.invoice, move.period, line.maturity_date, line.account,
                lettering.delegate_to, line.party,
                line.move, additional.invoice, move.origin,
                where=where & line.account.in_(self.accounts) & counts),
            line.party, parties)

    def _own(self, fragment, party, move, additional, origin):
        "Add the line to the bill or payment that it is of, and return that, or None."
        bill = self._by_move.get(move) or self.bills.get(additional)
        if bill and bill.account != fragment.account:
            bill = None
        owner = None
        if origin in self._cancelled:
            origin = self._cancelled[origin]
            bill = self.bills.get(bulk.referred(origin, 'account.invoice')) or bill
        if payment := bulk.referred(origin, 'asso.payment'):
            owner = self.payments.get(payment)
            if owner and owner.party != party:
                if self.bills.get(fragment.bill) is None:
                    return None  # delegated to this one, or given to another since
                fragment.party = party
            elif not owner and fragment.bill in self.bills:
                self._others.add(payment)
        elif bill and bill.id in self._notes and bill.party == party:
            owner = self._notes[bill.id]
            if bill.move == move or bill.id == additional:
                owner.note_lines.add(fragment.id)
        elif bill and bill.party == party:
            bill.lines.append(fragment)
            return bill
        if isinstance(owner, Payment):
            owner.fragments.append(fragment)
            if fragment.bill:
                owner.given['bill', fragment.bill] += fragment.amount
        elif fragment.bill in self.bills and self.bills[fragment.bill].party == party:
            self.bills[fragment.bill].foreign.append(fragment)
        return owner

    def _read_groups(self):
        """Find out what each lettering says that the payment lines of bills do not.

        A payment that is lettered with itself was cut.  Payments that are lettered with
        one repayment were paid back by it.  What a payment gave in any other lettering
        was decided by a person, and counts as used.
        """
        for lettering, members in self.groups.items():
            nets = defaultdict(Decimal)
            for fragment, owner in members:
                if not fragment.bill:
                    nets[owner] += fragment.amount
            nets = {owner: net for owner, net in nets.items() if net}
            if not nets or any(isinstance(o, Bill) for o in nets):
                self._pin(lettering, nets)
                continue
            payments = {o: net for o, net in nets.items() if isinstance(o, Payment)}
            takers = [o for o, net in payments.items() if o.amount < 0 and net < 0]
            givers = [o for o, net in payments.items() if o.amount > 0 and net > 0]
            if len(takers) == 1 and len(givers) == len(nets) - 1:
                for giver in givers:
                    giver.given['repayment', takers[0].id] += nets[giver]
                    giver.paid_back[lettering, takers[0].id] = nets[giver]
                takers[0].taken[lettering] = nets[takers[0]]
            else:
                self._pin(lettering, nets)

    def _pin(self, lettering, nets):
        "Count what payments gave in a lettering by hand as used."
        for owner, net in nets.items():
            if isinstance(owner, Payment):
                owner.pinned += net
                self.by_hand[lettering][owner] = net

    def of_party(self, party):
        "The (bills, payments) of a party, the oldest first; bills of 0.00 or less are left out."
        return self._by_party[party]

    @cached_property
    def _by_party(self):
        found = defaultdict(lambda: ([], []))
        for bill in sorted(self.bills.values(), key=lambda b: (b.date, b.order)):
            if bill.total > 0:
                found[bill.party][0].append(bill)
        for payment in sorted(self.payments.values(), key=lambda p: p.sort_key):
            found[payment.party][1].append(payment)
        return found

    def _others_of_payments(self):
        "The parties whose bills are paid from here, or would be, and those who pay bills here."
        named = {
            p.named_bill for p in self.payments.values()
            if p.named_bill and p.decided_by == 'ledger'} - self.bills.keys()
        return payees(self._pay_others) | payers(self._others) | owners(named)

    def party_of(self, target):
        "The party of the target."
        kind, id_ = target
        return (self.bills if kind == 'bill' else self.payments)[id_].party

    def account_of(self, target):
        "The account on which what pays the target must stand: lettering knows only one."
        kind, id_ = target
        if kind == 'bill':
            return self.bills[id_].account
        taken = self.payments[id_].free
        return taken[0].account if taken else self.account

    def in_closed_year(self, reconciliation):
        "Whether undoing the lettering would touch a closed year."
        closed = self.act.calendar.in_closed_year
        return any(closed(fragment.period) for fragment, _ in self.groups.get(reconciliation, []))

    def is_fast(self, reconciliation):
        """Whether the lettering is not ours to undo.

        It is of a closed year, or delegates, or a person has used a payment up in it.
        """
        return bool(reconciliation) and (
            reconciliation in self.delegating or reconciliation in self.by_hand
            or self.in_closed_year(reconciliation))

    def for_good(self, payment):
        "What the payment has given bills for good, as a closed year has it: {target: amount}."
        return self._given(payment, self.in_closed_year)

    def stands(self, payment):
        "What the payment gives that is not ours to take back: {target: amount}."
        stands = self._given(payment, self.is_fast)
        for (lettering, id_), amount in payment.paid_back.items():
            if self.is_fast(lettering) or self.payments[id_].decided_by == 'person':
                stands['repayment', id_] += amount
        return stands

    @staticmethod
    def _given(payment, is_so):
        "What it gives bills in letterings that are so."
        given = defaultdict(Decimal)
        for fragment in payment.fragments:
            if fragment.bill and fragment.reconciliation and is_so(fragment.reconciliation):
                given['bill', fragment.bill] += fragment.amount
        return given

    def capacity(self, bill):
        "The total of the bill, less what others pay and what was lettered with it by hand."
        others = sum((f.amount for f in bill.foreign), ZERO)
        by_hand = sum((
                fragment.amount
                for lettering in {line.reconciliation for line in bill.lines} - {None}
                for fragment, owner in self.groups[lettering]
                if owner is not bill and fragment.bill != bill.id), ZERO)
        return bill.total - others - by_hand
