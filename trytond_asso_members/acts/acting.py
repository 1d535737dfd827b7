"""One act of a person on the books, in one transaction: done whole, or refused in words."""
from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import ActError
from ..settlement import act


def acting(company):
    "As settlement.act.acting, for the association of the company; what is refused is an ActError."
    return act.acting(Pool().get('asso.association').of(company), ActError)


def check_amount(company, amount, most, message, **values):
    "Raise ActError with the message unless the amount is positive, and `most` or less."
    if not 0 < amount <= most:
        said = Pool().get('ir.lang').get().currency(most, company.currency)
        raise ActError(gettext(f'asso_members.{message}', most=said, **values))
