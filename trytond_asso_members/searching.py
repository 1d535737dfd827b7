"""How searches compare the values of fields that are worked out."""
import operator

COMPARED = {
    '=': operator.eq, '!=': operator.ne, '<': operator.lt, '<=': operator.le,
    '>': operator.gt, '>=': operator.ge,
    'in': lambda value, values: value in values,
    'not in': lambda value, values: value not in values,
    }
