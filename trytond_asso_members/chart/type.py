"""The lines of the balance sheet and of the income statement: Tryton's types of accounts."""
from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.transaction import Transaction

from .ahead import owed_to_parties


class Type(metaclass=PoolMeta):
    __name__ = 'account.account.type'

    shown_childs = fields.Function(
        fields.One2Many('account.account.type', None, "Shown Lines", readonly=True),
        'get_figures', setter='set_shown_childs')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.amount.getter = cls.amount_cmp.getter = 'get_figures'

    @classmethod
    def get_figures(cls, types, names):
        """The amounts of the lines and which lines are shown below them, {name: {id: value}}.

        Read together, both come from the same sums: a ledger of many years is summed once.
        """
        below = cls.search([('parent', 'child_of', [t.id for t in types])])
        is_chosen = 'shown_childs' in names and not Transaction().context.get('zero_lines')
        figures = {
            name: getattr(cls, f'get_{name}')(below, name) for name in ['amount', 'amount_cmp']
            if is_chosen or name in names}
        if 'shown_childs' in names:
            shown = cls._with_amounts(below, figures) if is_chosen else {l.id for l in below}
            figures['shown_childs'] = _below(types, below, shown)
        return {name: figures[name] for name in names}

    @classmethod
    def get_amount(cls, types, name):
        """As Tryton's, but members ahead are not set off against those who owe.

        And zero has no sign: Tryton turns the amounts of assets, and shows -0.00.
        """
        amounts = super().get_amount(types, name)
        for line, amount in owed_to_parties(types[0].company if types else None):
            while line:
                if line.id in amounts:
                    amounts[line.id] += -amount if line.assets else amount
                line = line.parent
        return {id_: amount + 0 for id_, amount in amounts.items()}

    @classmethod
    def set_shown_childs(cls, types, name, value):
        "Nothing is stored: their amounts alone say which are shown."

    @classmethod
    def _with_amounts(cls, lines, figures):
        """The ids of those that have an amount now or in the comparison, and of those above.

        What was earned and spent is one line of the balance sheet, and is not shown there once it
        is zero.
        """
        amounts, compared = figures['amount'], figures['amount_cmp']
        found = {l.id for l in lines if amounts[l.id] or compared[l.id]}
        for line in lines:
            if line.id in found:
                while (line := line.parent) and not line._is_result():
                    found.add(line.id)
        return found

    def _is_result(self):
        "Whether it is one line of the balance sheet, and begins the income statement."
        return (self.statement == 'income' and self.parent
            and self.parent.statement == 'balance')


def _below(types, lines, shown):
    "Return {id of a type: [ids of its lines that are shown, in their order]}."
    result = {t.id: [] for t in types}
    for line in lines:
        if line.id in shown and line.parent and line.parent.id in result:
            result[line.parent.id].append(line.id)
    return result
