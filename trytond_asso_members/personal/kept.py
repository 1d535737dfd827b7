"""What the law keeps of a person who is erased, and until when: shown before it is done."""
from dataclasses import dataclass
from operator import attrgetter

from dateutil.relativedelta import relativedelta
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, without_check_access

# Books and vouchers, from the end of their year: Code de commerce, L123-22
BOOKS = relativedelta(years=10)


@dataclass(frozen=True)
class Kept:
    "So many of `what` (a text) are kept until a day, by a law (a text)."
    what: str
    count: int
    until: object
    law: str


def end_of_year(day):
    "The last day of the fiscal year of the day, or of its calendar year if it has none."
    years = Pool().get('account.fiscalyear').search([
            ('start_date', '<=', day), ('end_date', '>=', day)],
        order=[('end_date', 'DESC')], limit=1)
    return years[0].end_date if years else day.replace(month=12, day=31)


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    def kept_by_law(self):
        "The Kept of the party, of all companies.  Rooms above add what is theirs."
        pool = Pool()
        found, rows = [], self.held_beside().get('account.statement.origin', [])
        for name, domain, date in [
                ('account.invoice', [
                        ('party', '=', self.id), ('state', 'in', ['posted', 'paid'])],
                    'move.date'),
                ('account.move.line', [
                        ('party', '=', self.id), ('move.state', '=', 'posted')], 'move.date'),
                ('account.statement.origin', [('id', 'in', rows)], 'date')]:
            Table = pool.get(name)
            last = Table.search(domain, order=[(date, 'DESC')], limit=1)
            if last:
                day = attrgetter(date)(last[0])
                found.append(Kept(
                        Table.__names__()['model'], Table.search(domain, count=True),
                        end_of_year(day) + BOOKS,
                        gettext('asso_members.msg_personal_law_books')))
        return found


class EraseAsk(metaclass=PoolMeta):
    __name__ = 'party.erase.ask'

    kept = fields.Function(
        fields.Text("Kept by Law", help="What stays of the party, and until when."),
        'on_change_with_kept')

    @fields.depends('party')
    def on_change_with_kept(self, name=None):
        if not self.party:
            return None
        lang = Pool().get('ir.lang').get(Transaction().language)
        with without_check_access():
            return '\n'.join(
                gettext(
                    'asso_members.msg_personal_kept', what=kept.what, count=kept.count,
                    until=lang.strftime(kept.until), law=kept.law)
                for kept in self.party.kept_by_law())
