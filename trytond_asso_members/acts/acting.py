"""One act of a person on the books, in one transaction: done whole, or refused in words."""
from contextlib import contextmanager

from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import ActError, Guilty, Refusal
from ..feed.quarantine import reason as in_words
from ..settlement.act import Act


@contextmanager
def acting(company):
    "Yield an `Act` under the locks of the company's association; what is refused is said in words."
    association = Pool().get('asso.association').of(company)
    with association.own_context():
        try:
            yield Act(association, association.lock_books())
        except Guilty as guilty:
            raise ActError(in_words(next(iter(guilty.refusals.values())))) from guilty
        except Refusal as refusal:
            raise ActError(in_words(refusal)) from refusal


def check_amount(company, amount, most, message, **values):
    "Raise ActError with the message unless the amount is positive, and `most` or less."
    if not 0 < amount <= most:
        said = Pool().get('ir.lang').get().currency(most, company.currency)
        raise ActError(gettext(f'asso_members.{message}', most=said, **values))
