"""The columns of an account's files, set up by a treasurer where nothing says what they are."""
import json

from trytond.i18n import gettext
from trytond.model import ModelView, fields

from ..exceptions import BankError
from .reading import source
from .reading.columns import unique
from .reading.profile import Profile

# So many lines are shown, and so far down a header is looked for
SHOWN, LOOKED_AT = 8, 60
ROLES = [
    'date', 'label', 'amount', 'debit', 'credit', 'balance', 'counterparty', 'reference']


def _column(string, help):
    return fields.Selection('get_columns', string, sort=False, help=help)


class Columns(ModelView):
    __name__ = 'asso.bank.columns'

    choices = fields.Text("Choices", readonly=True)
    names = fields.Text("Names", readonly=True)
    lines = fields.Text("First Lines", readonly=True)
    date = _column("Date", "The day of the row in the bank's books.")
    label = _column("Label", "What the bank says of the row. Members are found by it.")
    amount = _column(
        "Amount with its Sign", "One column for both directions: what goes out has a minus sign.")
    debit = _column("Debit", "What goes out, where it has a column of its own.")
    credit = _column("Credit", "What comes in, where it has a column of its own.")
    balance = _column(
        "Balance", "The balance of the account after the row. It shows whether a row is missing.")
    counterparty = _column(
        "Payer", "The name of who paid or was paid, where the label does not say it.")
    reference = _column(
        "Reference of the Bank",
        "The number that the bank gives the row, different for each. "
        "The row is known by it if it comes again.")
    date_order = fields.Selection([
            (None, ""),
            ('dmy', "Day, Month, Year"),
            ('mdy', "Month, Day, Year"),
            ('ymd', "Year, Month, Day"),
            ], "Order of Dates", sort=False, help="Leave empty to find it out.")
    decimal = fields.Selection([
            (None, ""),
            (',', "Comma"),
            ('.', "Point"),
            ], "Decimals After", sort=False, help="Leave empty to find it out.")

    @fields.depends('choices')
    def get_columns(self):
        return [(None, "")] + [tuple(c) for c in json.loads(self.choices or '[]')]

    @classmethod
    def of_file(cls, content, profile=None):
        "The values of the form for a file, with what a profile says already."
        table = max(
            source.tables(source.unpacked(content)), key=lambda table: len(table.records))
        records = [r for r in table.records if any(c.strip() for c in r.cells)]
        widest = max(records[:LOOKED_AT], key=lambda r: len(r.cells))
        names = unique(widest.cells)
        known = profile.columns if profile else {}
        return {
            'names': json.dumps(names),
            'choices': json.dumps([
                    (str(i), f'{i + 1}: {name}'[:40]) for i, name in enumerate(names)]),
            'lines': '\n'.join(' | '.join(r.cells) for r in records[:SHOWN]),
            **{role: _index(known.get(role, ()), names) for role in ROLES},
            }

    def as_profile(self):
        """The profile by which the file is read.

        Raise BankError without a date, or without an amount.
        """
        chosen = {role: getattr(self, role) for role in ROLES if getattr(self, role)}
        if 'date' not in chosen or not chosen.keys() & {'amount', 'debit', 'credit'}:
            raise BankError(gettext('asso_members.msg_bank_columns_missing'))
        names = json.loads(self.names)
        return Profile(
            columns={
                role: (_named(int(index), names),) for role, index in chosen.items()},
            dates=self.date_order or '', decimal=self.decimal or '')


def _index(columns, names):
    for column in columns:
        if isinstance(column, int):
            return str(column)
        if column in names:
            return str(names.index(column))
    return None


def _named(index, names):
    "The column by its name, which another column does not move; by its place, if it has none."
    name = names[index]
    return name if name and not any(map(str.isdigit, name)) else index
