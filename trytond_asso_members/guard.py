"""What hooks into the models that are written by sets."""
from trytond.transaction import Transaction


def by_sets(*names):
    "Whether the models may be written by sets: nothing unknown hooks into them."
    return not Transaction().context.get('_asso_own_way')
