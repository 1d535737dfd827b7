"""The formula of a tariff: what somebody pays, worked out from the price of an offer."""
import ast
import operator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from simpleeval import InvalidExpression, SimpleEval
from trytond.i18n import gettext
from trytond.modules.product import round_price

NAMES = ('price', 'quantity', 'rank')
CASES = [
    (Decimal(price), Decimal(quantity), rank)
    for price in ['0', '0.01', '10', '1000'] for quantity in ['0.5', '1', '3']
    for rank in range(1, 11)]
_NODES = (
    ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.Constant, ast.IfExp, ast.Name, ast.UnaryOp)
_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.UAdd: operator.pos, ast.USub: operator.neg,
    ast.Not: operator.not_, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}


class FormulaError(Exception):
    """A formula gives no price; `str` says why, in the language of the user.

    The code names a message `msg_formula_<code>`, and the values fill it in.
    """

    def __init__(self, code, **values):
        super().__init__(code, values)
        self.code, self.values = code, values

    def __str__(self):
        return gettext(f'asso_members.msg_formula_{self.code}', **self.values)


def amount(formula, price, quantity=1, rank=1):
    """What the formula gives: a price with four decimals, rounded half up, and not below 0.

    `price` is that of the offer per period, `rank` 1 for the payer's first subscription to it.
    Numbers are taken as they are written: 0.1 is a tenth.  Raise FormulaError.
    """
    found = _evaluated(formula, map(Decimal, (price, quantity, rank)))
    if isinstance(found, bool) or not isinstance(found, Decimal) or not found.is_finite():
        raise FormulaError('no_number')
    if found < 0:
        raise FormulaError('negative', price=price, quantity=quantity, rank=rank)
    try:
        return round_price(found, ROUND_HALF_UP)
    except InvalidOperation:
        raise FormulaError('no_number')


def check(formula):
    "Raise FormulaError unless the formula gives a price in all the usual cases."
    for case in CASES:
        amount(formula, *case)


def _evaluated(formula, values):
    evaluator = SimpleEval(
        operators=_OPERATORS, names=dict(zip(NAMES, values)),
        functions={'min': min, 'max': max, 'round': _round})
    evaluator.nodes = {node: evaluator.nodes[node] for node in _NODES}
    text = formula.strip()
    evaluator.nodes[ast.Constant] = lambda node: _number(text, node)
    try:
        return evaluator.eval(text, previously_parsed=ast.parse(text, mode='eval').body)
    except ArithmeticError:
        raise FormulaError('no_number')
    except (InvalidExpression, SyntaxError, TypeError, ValueError, RecursionError, MemoryError):
        raise FormulaError('unreadable')


def _number(text, node):
    "With all its digits, which a float has not."
    if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
        raise ValueError(node.value)
    return Decimal(ast.get_source_segment(text, node))


def _round(number, decimals=0):
    "As people round: half up."
    return number.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)
