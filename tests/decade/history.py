"""An association that lives for years, its portal and its treasurer: month by month."""
import datetime as dt
import random
import time
from collections import Counter
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import patch

import pytest

from asso_bridge import sync
from asso_bridge.cli import main
from asso_bridge.comparison.check import check
from asso_bridge.config import load
from tests.module.papers import furnish
from tests.subscribing.books import Books
from tests.subscribing.oracle import later
from tests.subscribing.plain import Offer, Subscription

from .bank import Bank
from .proofs import Proofs
from .site import Site
from .treasurer import Treasurer
from .year_end import YearEnd, balances

DAY = dt.timedelta(days=1)
# Whatever is written during the test is of a later day than all that is told of
NOW = '2025-06-01'
# What was done when: so much is asked of the day on which a thing was written
DATED = ['asso_allocation', 'asso_payment', 'account_invoice', 'asso_act']
OFFERS = [
    Offer('access', 1, [(None, Decimal('28.00'))]),
    Offer('server', 3, [(None, Decimal('33.33'))], in_advance=False)]


class Association:
    "What the papers' tests ask of a portal: its settings."

    def __init__(self, ledger):
        self.ledger = ledger

    def settings(self, **values):
        Association = self.ledger.get('asso.association')
        self.ledger.run(
            lambda: Association.write(Association.search([]), values), _skip_warnings=True)


class History:
    """`today` is the day in Tryton; `told` counts the acts, `seconds` those of each month.

    `ends` are the years that were closed, and `closed` the balances at the end of the last.
    """

    def __init__(self, ledger, backend, folder, seed, members, first):
        self.ledger, self.rng, self.members = ledger, random.Random(seed), members
        self.folder, self.first, self.today = folder, first, first
        self.settings = load(
            database=ledger.database, trytond_config=backend.config, dump=folder / 'dump.json',
            export=folder / 'export', state=folder / 'state', tries=1)
        self.site, self.proofs = Site(self.rng), Proofs(ledger)
        self.books, self.bank = Books(ledger), Bank(ledger, self.rng)
        self.told, self.seconds = Counter(), []
        self.ends, self.closed = [], None

    @contextmanager
    def lived(self):
        "In which it is `today` in Tryton."
        from trytond.ir.date import Date
        # Of the class beneath that of the pool, which a run of the bridge makes again
        with patch.object(Date, 'today', lambda *_, **__: self.today):
            yield

    def live(self, months):
        with self.lived():
            self.begin()
            for number in range(months):
                started = time.process_time()
                self.month(later(self.first, number), later(self.first, number + 1) - DAY)
                self.seconds.append(round(time.process_time() - started, 1))
            self.proofs.ask_again()

    def begin(self):
        association = Association(self.ledger)
        furnish(self.ledger, association)
        association.settings(
            bills_daily=True, bank_since=self.first, issues_receipts=True,
            receipts_from=self.first, receipts_object="Donner à tous un accès libre",
            receipts_quality="Organisme d'intérêt général à caractère culturel",
            receipts_article_200=True, receipts_signatory="Grace Hopper, trésorière")
        self.user = self.ledger.run(self._employ)
        self.treasurer = Treasurer(self.ledger, self.proofs, self.rng, self.user)
        self.books.make(OFFERS, [])
        self.join(self.members, self.first)

    def _employ(self):
        data = self.ledger.get('ir.model.data')
        groups = [
            data.get_id('account', name) for name in ['group_account', 'group_account_admin']]
        company = self.ledger.get('company.company').search([])[0].id
        user, = self.ledger.get('res.user').create([{
                    'name': "Camille", 'login': 'camille', 'company': company,
                    'companies': [('add', [company])], 'groups': [('add', groups)]}])
        return user.id

    # -- a month --------------------------------------------------------------

    def month(self, first, last):
        self.today = first
        if first != self.first:
            self.members_change(first)
        self.cron('bill_every_day')
        self.site.given_up = self.given_up()
        self.site.live(first)
        self.today = last - 2 * DAY
        self.sync()
        rows = self.bank.rows(self.site.paid, self.owing(), last - 2 * DAY)
        self.bank.bring(rows, self.since(first))
        self.date()
        self.act(first, last)
        self.today = last
        if self.rng.random() < 0.5 or last.month == 12:
            self.proofs.write_down(last)
        self.proofs.books(last)
        self.month_end(first, last)

    def since(self, first):
        """From which day on a treasurer changes what there is.

        While the year before is over and not closed, its December stays as it was written down.
        """
        return first if first.month < 3 else self.first

    def month_end(self, first, last):
        "Once the month has been looked at it is closed; December is with its year."
        self.today = last + DAY
        self.cron('add_years')
        if last.month != 12:
            self.close_month(last)
        if last.month == 1:
            self.issue_receipts(last.year - 1)
        if last.month == 2:
            self.close_year(last.year - 1)

    def members_change(self, first):
        self.join(self.rng.randint(0, max(1, self.members // 30)), first)
        if self.rng.random() < min(1, self.members / 60) and len(self.site.members) > 3:
            pk, day = self.site.leave(first)
            for subscription in self.subscribed.get(pk, []):
                subscription.end = day
                self.books.rewrite(subscription)

    def join(self, count, first):
        "Members come by the site; every third subscribes in Tryton."
        new = self.site.join(first, count)
        self.sync()

        def read():
            for one in self.ledger.get('asso.member').search([
                    ('portal_id', 'in', [str(pk) for pk in new])]):
                self.books.members[one.portal_id] = one.id
                self.books.parties[one.portal_id] = one.party.id
        self.ledger.run(read)
        made = [
            Subscription(
                f's{pk}', str(pk), self.rng.choice(OFFERS).id,
                first + self.rng.randrange(27) * DAY)
            for pk in new if pk % 3 == 0]
        self.books.make([], made)
        self.subscribed = getattr(self, 'subscribed', {}) | {
            int(one.member): [one] for one in made}

    def sync(self):
        self.site.write(self.settings.dump)
        result = sync.run(self.settings)
        assert result.exit_code == 0, result
        self.date()

    def cron(self, method):
        "As trytond-cron does: as nobody, of no company."
        def work():
            Cron = self.ledger.get('ir.cron')
            Cron.run_once(Cron.search([('method', '=', f'asso.association|{method}')]))
        self.ledger.run(work, user=0, company=None)
        self.date()

    def given_up(self):
        "The ids of the portal's bills of which something was written off or credited in Tryton."
        def read():
            acts = self.ledger.get('asso.act').search([
                ('kind', 'in', ['written_off', 'credited']), ('undone', '=', False)])
            ids = self.ledger.get('asso.binding').portal_ids([act.bill for act in acts])
            return {int(id_) for id_ in ids.values() if id_}
        return self.ledger.run(read)

    def owing(self):
        "{payment reference: what is owed} of some who pay their bills of Tryton by themselves."
        def read():
            found = self.ledger.get('asso.member').search(
                [('owed', '>', 0)], order=[('id', 'ASC')])
            return {m.payment_reference: m.owed for m in found if self.rng.random() < 0.3}
        return self.ledger.run(read)

    def act(self, first, last):
        for _ in range(max(3, self.members // 15)):
            said = self.treasurer.act(self.today, self.since(first))
            self.told[said] += 1
            self.date()

    def date(self):
        "What was written since the last call was written today."
        from trytond.transaction import Transaction
        with self.ledger.transaction() as transaction:
            cursor = Transaction().connection.cursor()
            for table in DATED:
                cursor.execute(
                    f"UPDATE {table} SET create_date = '{self.today} 12:00:00' "
                    f"WHERE create_date > '{NOW}'")
            transaction.commit()

    # -- the ends of months and years -----------------------------------------

    def close_month(self, last):
        Wizard = self.ledger.pool.get('asso.closing.month', type='wizard')
        Start = self.ledger.get('asso.closing.month.start')

        def work():
            wizard = Wizard(Wizard.create()[0])
            period, = self.ledger.get('account.period').search([
                    ('type', '=', 'standard'), ('end_date', '=', last)])
            wizard.start = Start(period=period)
            wizard.transition_close()
        self.ledger.run(work, user=self.user)

    def issue_receipts(self, year):
        Receipt = self.ledger.get('asso.receipt')

        def work():
            association, = self.ledger.get('asso.association').search([])
            Receipt.issue(Receipt.prepare(association, year))
        self.ledger.run(work, _skip_warnings=True)

    def close_year(self, year):
        if year < self.first.year:
            return
        self.sync()  # what was given back to the portal waits for a run
        self.check()
        end = YearEnd(self.ledger, self.user, year)
        end.close()
        name, content = end.fec()
        path = self.folder / f'{name}.txt'
        path.write_bytes(content)
        assert self.command('fec', '--check', path) == 0, path
        opening, closing = balances(content)
        before = self.closed or {}
        differing = {
            code: (before.get(code), opening.get(code)) for code in {*before, *opening}
            if before.get(code) != opening.get(code)}
        assert not differing, (year, differing)
        self.closed = closing
        self.ends.append(year)
        self.proofs.ask_again()

    def command(self, *arguments):
        "Return its exit code."
        with patch('sys.argv', ['asso-bridge', *map(str, arguments)]), \
                pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    def check(self):
        "Nothing is wrong, and what was decided of a member is listed with who, or for what."
        result = check(self.settings)
        assert (result.exit_code, result.wrong, result.waiting) == (0, [], []), result.differences
        unnamed = [d.what for d in result.decided if d.type == 'member' and '(' not in d.what]
        assert unnamed == []
