"""Rows of a month each, summed from records that are counted on the day of each.

A row's figure is the sum over a source: a query of (id, month, offer, value).  So the records
behind a figure are those of the same query, and nothing is counted that is not shown.
"""
import datetime as dt
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from sql import Literal, Select, Union
from sql.aggregate import Sum
from sql.functions import Round
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import PYSONEncoder
from trytond.transaction import Transaction

from .. import bulk, days
from ..feed.uncopied import Uncopied

DAY, MONTH = dt.timedelta(days=1), relativedelta(months=1)
MOST = 120  # months of one list
SINCE = 1900
# A row's id is its month times this, and its offer
OFFERS = 100_000


@dataclass(frozen=True)
class Source:
    "`query` has columns id (of a record of `model`), month (its number), offer or 0, value."
    model: str
    query: Select


class Span(ModelView):
    "The months that are shown"
    __name__ = 'asso.figure.span'

    figures_from = fields.Date("From", help="Its month is the first.")
    figures_to = fields.Date("To", help="Its month is the last.")

    @classmethod
    def default_figures_from(cls):
        return cls.default_figures_to() - 11 * MONTH

    @staticmethod
    def default_figures_to():
        return Pool().get('ir.date').today().replace(day=1)


def months():
    "The first days of the months of the context, by default of the last twelve."
    context, Span = Transaction().context, Pool().get('asso.figure.span')
    last = (context.get('figures_to') or Span.default_figures_to()).replace(day=1)
    first = (context.get('figures_from') or last - 11 * MONTH).replace(day=1)
    first = max(first, last - (MOST - 1) * MONTH)
    return [day for n in range(MOST) if (day := first + n * MONTH) <= last] or [last]


def span(years=0):
    """A table of the months: `number` (from 1900 on), `first` and `last`.

    Its days are those of so many years later, so that a month meets what is of another year.
    """
    later = relativedelta(years=years)
    return Union(*[
        Select([
                Literal(12 * (first.year - SINCE) + first.month).as_('number'),
                Literal(first + later).as_('first'),
                Literal(first + later + MONTH - DAY).as_('last')])
        for first in months()], all_=True)


def within(table, date):
    "The SQL of: the day is in the month of the table."
    return (date >= table.first) & (date <= table.last)


class Monthly(Uncopied, ModelSQL, ModelView):
    "What figures of months have in common.  Without a company in the context there are none."

    _sums = ()  # the names of the fields that are sums

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    month = fields.Date("First Day", readonly=True)
    month_name = fields.Function(fields.Char("Month"), 'get_month_name')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('month', 'DESC'), ('id', 'ASC')]
        cls._buttons.update({f'show_{name}': {} for name in cls._sums})

    @classmethod
    def _sources(cls, company):
        "Return {name of a field: the Sources that it sums}."
        raise NotImplementedError

    @classmethod
    def _columns(cls, rows):
        "More columns, of the offer of a row."
        return []

    @classmethod
    def table_query(cls):
        company, names = _company(), cls._sums
        rows = Union(*[
            source.query.select(
                source.query.month.as_('month'), source.query.offer.as_('offer'),
                *[(source.query.value if name == summed else Literal(0)).as_(name)
                    for name in names])
            for summed, sources in cls._sources(company).items() for source in sources],
            all_=True)
        table = span()
        return (rows
            .join(table, condition=rows.month == table.number)
            .select(
                (rows.month * OFFERS + rows.offer).as_('id'),
                Literal(company.id).as_('company'),
                Literal(company.currency.id).as_('currency'),
                table.first.as_('month'),
                *[cls._sum(getattr(rows, name), name).as_(name) for name in names],
                *cls._columns(rows),
                group_by=[rows.month, rows.offer, table.first]))

    @classmethod
    def order_month_name(cls, tables):
        table, _ = tables[None]
        return [table.month]

    def get_month_name(self, name):
        return days.month_of(self.month, Pool().get('ir.lang').get())

    def get_rec_name(self, name):
        return self.month_name

    @classmethod
    def _sum(cls, column, name):
        is_count = cls._fields[name]._type == 'integer'
        return Sum(column) if is_count else Round(Sum(column), 2)

    @classmethod
    def told(cls, company):
        """The last twelve months as the bridge is answered, the oldest first.

        Whoever calls it has seen to it that the user may be told.
        """
        transaction = Transaction()
        with transaction.set_user(0), transaction.set_context(
                company=company.id, figures_from=None, figures_to=None):
            return [
                {'month': f'{row.month:%Y-%m}', **row._told()}
                for row in cls.search([], order=[('month', 'ASC'), ('id', 'ASC')])]

    def _told(self):
        values = {name: getattr(self, name) for name in self._sums}
        return {
            name: value if isinstance(value, int) else f'{value or 0:.2f}'
            for name, value in values.items()}

    @classmethod
    def _behind(cls, rows, name):
        "The action that opens the records behind a figure of the first of the rows."
        if not rows:
            return None
        number, offer = divmod(rows[0].id, OFFERS)
        ids, model = set(), None
        for source in cls._sources(_company())[name]:
            query, model = source.query, source.model
            ids.update(id_ for id_, in bulk.select(query.select(
                        query.id, where=(query.month == number) & (query.offer == offer))))
        return {
            'name': cls.fields_get([name])[name]['string'], 'res_model': model,
            'pyson_domain': PYSONEncoder().encode([('id', 'in', sorted(ids))])}


def _company():
    "That of the user; an unsaved one, which has nothing, without any in the context."
    pool = Pool()
    if (Transaction().context.get('company') or -1) < 0:
        return pool.get('company.company')(id=-1, currency=-1)
    return pool.get('asso.association').company_of_user()
