"""The balance sheet and the income statement of a ledger, as Tryton's client reads them."""


class Statements:
    "What a reader sees: {line: amount} of the lines that are shown, from top to bottom"

    def __init__(self, ledger):
        self.ledger = ledger

    def balance_sheet(self, day, **context):
        return self._read(
            'account.act_account_balance_sheet_tree', cumulate=True, date=day, **context)

    def income_statement(self, year, **context):
        with self.ledger.transaction():
            found, = self.ledger.get('account.fiscalyear').search([('name', '=', str(year))])
        return self._read(
            'account.act_account_income_statement_tree', fiscalyear=found.id, **context)

    def amounts(self, names, **context):
        "Of these lines alone, {name: amount}: much sooner than a whole statement."
        with self.ledger.transaction(**context):
            from trytond.transaction import Transaction
            found = self.ledger.get('account.account.type').search([
                    ('company', '=', Transaction().context['company']), ('name', 'in', names)])
            return {line.name: line.amount for line in found}

    def _read(self, action, **context):
        with self.ledger.transaction(**context):
            from trytond.pyson import PYSONDecoder
            from trytond.transaction import Transaction
            ModelData = self.ledger.get('ir.model.data')
            Action = self.ledger.get('ir.action.act_window')
            Type = self.ledger.get('account.account.type')
            domain = PYSONDecoder().decode(Action(ModelData.get_id(action)).pyson_domain)
            company = ('company', '=', Transaction().context['company'])
            roots = Type.search([company, domain])
            # Those that are read together are summed together
            lines = {line.id: line for line in Type.search([company])}
            return dict(self._lines(lines, [root.id for root in roots]))

    def _lines(self, lines, ids):
        for id_ in ids:
            yield lines[id_].name, lines[id_].amount
            yield from self._lines(lines, [child.id for child in lines[id_].shown_childs])
