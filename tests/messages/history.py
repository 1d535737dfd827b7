"""A history at random: what a portal sends, what persons do, and the sender at its work."""
import copy
import datetime as dt
import itertools
import random
from decimal import Decimal
from types import SimpleNamespace
from unittest.mock import patch

from tests.campaign.people import People
from tests.module.giving import Giving
from tests.module.papers import speak
from tests.module.portal import Portal, offer

from .books import Books
from .clerk import Clerk
from .oracle import GRACE, LANGUAGES, SINCE, SOON, TREASURER, WEEKS, Oracle
from .reading import read, texts
from .sheet import FIRST, NAMES, Sheet

BACKUPS = itertools.count()
PORTAL = {
    'bill': 5, 'pay_a_bill': 9, 'pay_ahead': 2, 'repay': 1, 'credit': 2, 'give_to_other_bills': 2,
    'fee': 4, 'gift': 3, 'join': 3, 'leave': 2, 'subscribe': 2, 'end_subscription': 2,
    'leave_to_ledger': 1, 'move_payment': 2, 'dispute': 2, 'drop_payment': 1, 'drop_bill': 1}
DEEDS = {
    **PORTAL, 'replay': 2, 'person': 6, 'arrange': 2, 'cancel_arrangement': 1, 'hold': 1,
    'by_clerk': 12, 'come_back': 1, 'choose': 3, 'let_go': 2, 'back_up': 1, 'restore': 1,
    'pass_days': 10}
PERSONS = [
    'letter', 'unletter', 'unletter_and_letter_again', 'pay', 'attach', 'take_off', 'allocate',
    'give_back', 'write_off']
CLERK = [
    'subscribe', 'start', 'suspend', 'resume', 'end', 'issue_receipts', 'issue_receipts',
    'collect']


class History:

    def __init__(self, ledger, database, mails, seed):
        self.ledger, self.database, self.mails = ledger, database, mails
        self.rng = random.Random(seed)
        self.sheet = Sheet(self.rng)
        self.day = SINCE + dt.timedelta(days=10)
        self.backup = None
        self.done, self.sent = [], 0
        self.portal = Portal(ledger)
        self._set_up()
        self.people, self.clerk = People(ledger, self.rng), Clerk(ledger, self.rng)
        self.oracle = Oracle(self.books())

    def _set_up(self):
        self.portal.send(offer())
        Giving(self.ledger, self.portal)
        self.portal.send(*map(self.sheet.member, FIRST))
        for id_ in FIRST:
            first, last = NAMES[id_]
            speak(self.ledger, f'{first} {last}', LANGUAGES[id_])
        self.portal.call('finish', str(self.portal.run), '{"state": "done"}')
        self.portal.begin()
        self.portal.settings(
            messages_since=SINCE, messages_from='compta@example.org',
            messages_reply_to=TREASURER, due_soon_days=SOON,
            grace_days=GRACE.days, reminder_weeks=', '.join(map(str, WEEKS)))
        self.ledger.run(self._write_words)

    def _write_words(self):
        from trytond.transaction import Transaction
        Template = self.ledger.get('asso.notice.template')
        for language in ['en', 'fr']:
            for kind, text in texts(language).items():
                with Transaction().set_context(language=language):
                    Template.write(Template.search([('kind', '=', kind)]), {'text': text})

    def books(self):
        from trytond.transaction import Transaction
        false = '0' if self.database.backend.name == 'sqlite' else 'false'
        with self.ledger.transaction():
            return Books(Transaction().connection.cursor(), false)

    # -- the play

    def play(self, steps):
        for name in [
                'bill', 'bill', 'fee', 'fee', 'gift',
                *self.rng.choices(list(DEEDS), list(DEEDS.values()), k=steps),
                'let_go', 'pass_days', 'pass_days']:
            self.do(name)

    def do(self, name):
        self.done.append(f'{self.day} {name}')
        with self.today():
            if name in PORTAL:
                said = self.send(getattr(self.sheet, name)(self.day))
            else:
                said = getattr(self, name)()
        self.done[-1] += f': {said}'
        self.compare()

    def today(self):
        "Let all of Tryton think that it is the day of the play."
        return patch.object(
            self.ledger.get('ir.date'), 'today', lambda *_, **__: self.day)

    def compare(self):
        "What was noted is what the oracle says."
        with self.ledger.transaction():
            notices = self.ledger.get('asso.notice').search([('kind', '!=', 'member.changed')])
            found = {
                (n.kind, str(n.record), n.occurrence or ''): (
                    n.party and n.party.id, n.amount, 'said' if n.state == 'sent' else n.why)
                for n in notices}
        expected = {
            e.key: (e.party, e.amount, 'said' if e.said else e.why)
            for e in self.oracle.events.values()}
        different = {
            key: f'noted {found.get(key)}, expected {expected.get(key)}'
            for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)}
        assert different == {}, different

    # -- what the portal sends

    def send(self, changes):
        if changes:
            self.sheet.batches.append(changes)
            return self._apply(changes)
        return None

    def _apply(self, changes):
        outcomes = self.portal.send_unchecked(*changes)
        self.oracle.saw(self.books(), self.day)
        return ' '.join(f'{id_} {outcome}' for id_, outcome in outcomes.items())

    def replay(self):
        "The last batch comes another time, as its answer was lost."
        return self._apply(self.sheet.batches[-1])

    # -- what persons do

    def person(self):
        from trytond.exceptions import UserError, UserWarning
        name = self.rng.choice(PERSONS)
        self.people.day = self.day
        try:
            self.ledger.run(getattr(self.people, name), _skip_warnings=True)
        except (UserError, UserWarning) as error:
            name = f'{name}: {error}'
        self.oracle.saw(self.books(), self.day)
        return name

    def by_clerk(self):
        from trytond.exceptions import UserError
        name = self.rng.choice(CLERK)
        self.clerk.day = self.day
        try:
            self.ledger.run(getattr(self.clerk, name))
        except UserError as error:
            name = f'{name}: {error.message}'
        self.oracle.saw(self.books(), self.day)
        return name

    def come_back(self):
        from trytond.exceptions import UserError
        try:
            id_ = self.ledger.run(self.clerk.come_back)
        except UserError as error:
            return error.message
        self.oracle.saw(self.books(), self.day, [id_] if id_ else [])
        return id_

    def choose(self):
        party = self.ledger.run(self.clerk.choose)
        self.oracle.saw(self.books(), self.day)
        self.oracle.chose(party)
        return party

    def arrange(self):
        "A member agrees to pay all that is owed in two instalments."
        from trytond.exceptions import UserError
        books = self.books()
        if not (party := self.people.pick(
                party for party, owed in sorted(books.owed.items()) if owed)):
            return None
        owed = {}
        for one in books.owed[party]:
            if one.bill.id not in books.arranged:
                owed[one.bill.id] = owed.get(one.bill.id, 0) + one.left
        if not owed:
            return None
        whole = sum(owed.values())
        half = (whole / 2).quantize(Decimal('0.01'))

        def work():
            Arrangement = self.ledger.get('asso.arrangement')
            arrangement, = Arrangement.create([{
                        'company': self.ledger.get('company.company').search([])[0].id,
                        'party': party,
                        'bills': [('create', [{'bill': id_} for id_ in owed])],
                        'instalments': [('create', [
                            {'date': self.day + dt.timedelta(days=days), 'amount': amount}
                            for days, amount in [(4, half), (25, whole - half)]])]}])
            Arrangement.agree([arrangement])
        try:
            self.ledger.run(work)
        except UserError as error:
            return error.message
        return f'{party} {whole}'

    def cancel_arrangement(self):
        def work():
            Arrangement = self.ledger.get('asso.arrangement')
            Arrangement.cancel(Arrangement.search([('state', '=', 'agreed')]))
        self.ledger.run(work)

    def hold(self):
        self.portal.settings(messages_held=True)
        self.oracle.held = True

    def let_go(self):
        self.portal.settings(messages_held=False)
        self.oracle.held = False

    # -- a backup, and what it takes to go back to it

    def back_up(self):
        path = self.database.backend.directory / f'backup_{next(BACKUPS)}.kept'
        self.ledger.reset()
        self.ledger.disconnect()
        if self.database.backend.name == 'sqlite':
            # The file alone has not all of it
            with self.database.connect() as connection:
                connection.execute(f"vacuum into '{path}'")
        else:
            self.database.backend.save(self.database.name, path)
        self.backup = SimpleNamespace(
            path=path, oracle=copy.deepcopy(self.oracle), batches=len(self.sheet.batches))

    def restore(self):
        "The bridge sends over again what the books have forgotten."
        if not self.backup:
            return None
        self.ledger.reset()
        self.ledger.disconnect()
        backend = self.database.backend
        backend.drop(self.database.name)
        backend.copy(self.backup.path, self.database.name)
        self.oracle = copy.deepcopy(self.backup.oracle)
        self.portal.begin()
        return [self._apply(changes) for changes in self.sheet.batches[self.backup.batches:]]

    # -- the sender

    def pass_days(self):
        from trytond_asso_members.notices import sending
        self.day += dt.timedelta(days=self.rng.choice([0, 1, 1, 3, 8, 15]))
        mode = self.rng.choice([
            'up', 'up', 'up', 'up', 'down', ('ada@example.org', 450), ('bob@example.org', 450),
            ('ada@example.org', 550), (TREASURER, 450)])
        self.ledger.run(self._note_the_day)
        self.oracle.day_passed(self.books(), self.day)
        self.compare()
        expected = self.oracle.sent(self.books(), self.day, mode)

        def work():
            for association in self.ledger.get('asso.association').search([]):
                sending.send(association, self.day)
        self.mails.answer = lambda command, recipient: (
            f'{mode[1]} not now' if isinstance(mode, tuple)
            and (command, recipient) == ('RCPT', mode[0]) else None)
        if mode == 'down':
            self.mails.__exit__()
        self.ledger.run(work)
        if mode == 'down':
            self.mails.__enter__()
        found = {}
        for mail in self.mails.fetch():
            told = read(mail)
            found.setdefault(told[0], []).append(told)
        assert in_order(found) == in_order(expected), f'came: {found}\nexpected: {expected}'
        self.sent += sum(map(len, found.values()))
        return f"{mode} held {self.oracle.held}: {sum(map(len, found.values()))} mails"

    def _note_the_day(self):
        "All that was put off may be tried again by then."
        Message = self.ledger.get('asso.notice.message')
        Message.write(Message.search([('state', '=', 'due')]), {
                'not_before': None, 'leased_until': None})
        for association in self.ledger.get('asso.association').search([]):
            association.note_deadlines(self.day)


def in_order(mails):
    "Those to a member come in their order; what the treasurer is told of one, before another's."
    return {
        to: sorted(theirs, key=str) if to == TREASURER else theirs
        for to, theirs in mails.items()}
