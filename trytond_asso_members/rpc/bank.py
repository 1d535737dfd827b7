"""A file of the bank, brought by the bridge: what became of each row, in the contract's form.

See doc/reference/contract.md.
"""
import base64
import binascii
import json
from collections import defaultdict

from sql.aggregate import Sum
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..bank import importing
from ..bank.origin import sentence
from . import arguments

OUTCOMES = ['matched', 'proposed', 'waiting', 'rule', 'double', 'ignored']
FORM = ('{"name": text, "content": base64, "journal": text or null, "answers": object, '
    '"dry_run": true or false}')


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    @classmethod
    def bank(cls, feed, file):
        """Import a file of the bank, and tell what became of its rows.

        With `dry_run` nothing is written.  While a question about the file is open, its rows
        are told as they would be, nothing is booked, and the answer has the question.
        """
        file = _read(file)
        with cls.answering(feed) as feed:
            association = feed.association
            journal = _journal(association.company, file['journal'])
            read, done = importing.run(
                association, file['content'], file['name'], journal, file['answers'],
                ask=True)
            answer = Answer(association, read, done).tell()
            if file['dry_run'] or read.questions:
                Transaction().rollback()
            return json.dumps(answer)


def _read(text):
    "The argument, decoded; raise FeedError if it has not the form."
    file = arguments.read('file', text)
    try:
        texts = [file['name'], file['journal'] or '', *file['answers'].values()]
        if (not isinstance(file['dry_run'], bool) or not all(
                    arguments.is_storable(text) and len(text) <= arguments.LONGEST
                    for text in texts)):
            raise TypeError
        return {**file, 'content': base64.b64decode(file['content'], validate=True)}
    except (AttributeError, KeyError, TypeError, ValueError, binascii.Error):
        raise arguments.wrong('file', FORM) from None


def _journal(company, name):
    "The journal of this name, or of the account with this number; None for none."
    if not name:
        return None
    Journal = Pool().get('account.statement.journal')
    journals = Journal.search([('company', '=', company.id), ('name', '=', name)])
    if not journals:
        journals = [
            journal for journal in Journal.of_account(company, name)
            if journal.numbers()]
    if len(journals) != 1:
        raise importing.no_journal(name, Journal.search([('company', '=', company.id)]))
    return journals[0]


class Answer:
    "What became of the rows of a file, for the bridge: it knows members and bills by portal's ids."

    def __init__(self, association, file, done):
        self.association, self.file, self.done = association, file, done
        self.decided = {
            id(one.row): one for import_ in done for one in import_.decided}
        self.members = self._members()
        self.paid = self._paid()
        self.bills = self._bills()

    def _members(self):
        "{party: (portal's id, number)} of all members that are told."
        pool = Pool()
        parties = {
            party for one in self.decided.values()
            for party in [one.party, *(p[0] for p in one.proposals)] if party}
        member = pool.get('asso.member').__table__()
        source, external = pool.get('asso.binding').join(member, 'asso.member', member.id)
        return {
            party: (id_, number) for party, number, id_ in bulk.select_among(
                lambda where: source.select(
                    member.party, member.number, external,
                    where=where & (member.company == self.association.company.id)),
                member.party, parties)}

    def _paid(self):
        "{payment: {bill: amount}} of the payments that the rows brought or cleared."
        log = Pool().get('asso.allocation').__table__()
        payments = {id_ for one in self.decided.values() for id_ in self._payments(one)}
        paid = defaultdict(dict)
        for payment, bill, amount in bulk.select_among(
                lambda where: log.select(
                    log.payment, log.bill, Sum(log.amount), where=where,
                    group_by=[log.payment, log.bill]),
                log.payment, payments):
            if bill and (amount := bulk.money(amount)):
                paid[payment][bill] = amount
        return paid

    @staticmethod
    def _payments(one):
        if one.receipt:
            return [one.receipt.id] if one.receipt.id else []
        return [pending.payment for pending in one.clears]

    def _bills(self):
        "{bill: (portal's id, number)}"
        pool = Pool()
        wanted = {bill for theirs in self.paid.values() for bill in theirs}
        for one in self.decided.values():
            wanted.update([one.bill] if one.bill else [])
            wanted.update(bill for _, wish, *_ in one.proposals for _, bill in wish)
        invoice = pool.get('account.invoice').__table__()
        source, external = pool.get('asso.binding').join(
            invoice, 'account.invoice', invoice.id)
        return {
            id_: (portal_id, number) for id_, number, portal_id in bulk.select_among(
                lambda where: source.select(
                    invoice.id, invoice.number, external, where=where),
                invoice.id, wanted)}

    def tell(self):
        accounts = self.file.accounts
        rows = [self._row(row) for row in _in_order(accounts)]
        totals = dict.fromkeys(OUTCOMES, bulk.money(0))
        for account in accounts:
            for row in account.rows:
                totals[self._decision(row)] += row.amount
        one = accounts[0] if len(accounts) == 1 else None
        return {
            'file': self.file.name,
            'bank': self.file.bank or None,
            'encoding': self.file.encoding,
            'delimiter': self.file.delimiter,
            'opening': _amount(one.opening if one else None),
            'closing': _amount(one.closing if one else None),
            'accounts': [{
                    'account': account.identifier or None,
                    'opening': _amount(account.opening),
                    'closing': _amount(account.closing),
                    'adds_up': account.adds_up,
                    'journal': import_.journal.name,
                    'discrepancies': [
                        importing.misfit(d) for d in account.discrepancies],
                    } for account, import_ in zip(accounts, self.done)],
            'totals': {outcome: _amount(total) for outcome, total in totals.items()},
            'rows': rows,
            'questions': [{
                    'file': self.file.name, 'what': question.what,
                    'text': importing.in_words(question.said),
                    'choices': [
                        {'value': value, 'means': importing.in_words(said)}
                        for (value, _), said in zip(question.choices, question.choices_said)]}
                for question in self.file.questions],
            }

    def _decision(self, row):
        one = self.decided.get(id(row))
        return one.outcome if one else 'ignored'

    def _row(self, row):
        one = self.decided.get(id(row))
        portal_id, number = self.members.get(one.party if one else None, (None, None))
        return {
            'date': row.date.isoformat(),
            'amount': _amount(row.amount),
            'label': row.label,
            'information': dict(row.information),
            'decision': self._decision(row),
            'reasons': self._reasons(one, row),
            'member': portal_id,
            'number': number,
            'bills': self._shares(one),
            'proposals': [self._proposal(*p) for p in one.proposals] if one else [],
            }

    def _reasons(self, one, row):
        if one:
            return [self._sentence(*reason) for reason in one.reasons]
        early = any(row is other for import_ in self.done for other in import_.early)
        return [self._sentence('before_cutover' if early else 'known', {})]

    def _sentence(self, code, words):
        return sentence(code, words, self.association.company.currency)

    def _shares(self, one):
        if not one:
            return []
        shares = {
            bill: amount for payment in self._payments(one)
            for bill, amount in self.paid[payment].items()}
        if not shares and one.bill:
            shares = {one.bill: one.row.amount}
        return [self._bill(bill, amount) for bill, amount in shares.items()]

    def _bill(self, bill, amount):
        portal_id, number = self.bills.get(bill, (None, None))
        return {'id': portal_id, 'number': number, 'amount': _amount(amount)}

    def _proposal(self, party, wish, payment, reasons):
        portal_id, number = self.members.get(party, (None, None))
        return {
            'member': portal_id,
            'number': number,
            'bills': [self._bill(bill, amount) for (_, bill), amount in wish.items()],
            'reasons': [self._sentence(*reason) for reason in reasons],
            }


def _in_order(accounts):
    "The rows in the file's order; of several sheets, which each count their lines, by account."
    rows = [row for account in accounts for row in account.rows]
    by_line = {row.line: row for row in rows}
    return [by_line[line] for line in sorted(by_line)] if len(by_line) == len(rows) else rows


def _amount(amount):
    return None if amount is None else f'{bulk.money(amount)}'
