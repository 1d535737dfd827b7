"""Wizards that are steps of the list by which a person closes a year, and come back to it."""
import datetime as dt

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, PYSONEncoder
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard

from ..exceptions import ClosingError, Refusal
from ..feed.quarantine import reason

# In the first half of a year, the year before is the one to close
HALF_A_YEAR = dt.timedelta(days=182)


def proposed_year(company):
    "The open year that is to be closed next, or None."
    pool = Pool()
    years = pool.get('account.fiscalyear').search([
            ('company', '=', company.id),
            ('state', '=', 'open'),
            ('start_date', '<=', pool.get('ir.date').today() - HALF_A_YEAR),
            ], order=[('start_date', 'DESC')], limit=1)
    return years[0] if years else None


def closing_of(wizard):
    "The list that the wizard was opened from, and that is then shown again, or None."
    name = wizard.model and wizard.model.__name__
    if name == 'asso.closing':
        return wizard.record
    return wizard.record.closing if name == 'asso.closing.point' else None


def chosen(wizard):
    "Return (company, year): of the list by which a person closes a year, or as is proposed."
    if closing := closing_of(wizard):
        return closing.company, closing.year
    company = Pool().get('asso.association').company_of_user()
    return company, proposed_year(company)


def booking_form(model, view):
    "The form of a wizard that books, with what was booked already in the field `booked`."
    return StateView(model, view, [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button(
                "Undo the Entry", 'take_back', 'tryton-undo',
                states={'invisible': ~Eval('booked', 0)}),
            Button("Book", 'book', 'tryton-ok', default=True),
            ])


class BookingWizard(Wizard):
    "A wizard that books for a year, and then shows the entries, unless it is a step of the list."
    book = StateTransition()
    take_back = StateTransition()
    open_ = StateAction('account.act_move_form')
    moves = ()

    def post(self, book, wanted):
        "Book what is wanted for the year of the form by the function; ClosingError if refused."
        try:
            self.moves = book(self.start.year, wanted)
        except Refusal as refusal:
            raise ClosingError(gettext(
                    'asso_members.msg_closing_refused', reason=reason(refusal))) from refusal
        return 'open_' if self.moves and not closing_of(self) else 'end'

    def do_open_(self, action):
        action['pyson_domain'] = PYSONEncoder().encode([('id', 'in', list(self.moves))])
        return action, {}


class AddYear(metaclass=PoolMeta):
    __name__ = 'asso.fiscalyear.add'

    def do_open_(self, action):
        opened = super().do_open_(action)
        return None if closing_of(self) else opened


class BalanceStart(metaclass=PoolMeta):
    "The rest follows from the year: see setup/year_end.py."
    __name__ = 'account.fiscalyear.balance_non_deferral.start'

    @classmethod
    def default_fiscalyear(cls):
        return Pool().get('asso.closing').default_year()


class Balance(metaclass=PoolMeta):
    "Tryton's wizard leaves the entry as a draft; as a step of the list it posts it."
    __name__ = 'account.fiscalyear.balance_non_deferral'

    def default_start(self, names):
        closing = closing_of(self)
        return {'fiscalyear': closing.year.id} if closing else {}

    def do_balance(self, action):
        if not closing_of(self):
            return super().do_balance(action)
        if move := self.create_move():
            Pool().get('account.move').post([move])
        return None
