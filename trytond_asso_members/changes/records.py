"""The portal's records as the contract writes them, read strictly.

Money comes out as Decimal of two decimals, dates as plain dates.  What does not fit
raises a Refusal that names the field.
"""
import logging
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..exceptions import Refusal
from .credits import CreditNote, Payment
from .record import Record
from .stored import of_bill
from .values import Date, Id, Key, Label, Lines, Money, Number, Text, shown

logger = logging.getLogger(__name__)

CENT = Decimal('0.01')
# More digits than any product of the contract's values has
EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
ZERO = Decimal('0.00')


class Offer(Record):
    reference: Key
    name: Text
    period_months: int = Field(default=1, ge=0, le=1200)
    period_price: Money = ZERO
    setup_price: Money = ZERO
    billable: bool = True


class Member(Record):
    number: Key | None = None
    kind: Literal['natural', 'legal']
    first_name: Text = ''
    last_name: Text = ''
    organization_name: Text = ''
    nickname: Text = ''
    status: Literal['member', 'not_member', 'pending']
    joined: Date | None = None
    left: Date | None = None
    email: Text = ''
    phone: Text = ''
    mobile: Text = ''
    street: Lines = ''
    postal_code: Text = ''
    city: Text = ''
    country: Text = ''
    comment: Lines = ''


class Subscription(Record):
    member: Id
    offer: Id
    start: Date
    end: Date | None = None
    comment: Lines = ''

    @property
    def refs(self):
        return [('member', self.member), ('offer', self.offer)]


class BillLine(BaseModel):
    model_config = ConfigDict(strict=True, extra='ignore', frozen=True)

    label: Label
    quantity: Number
    unit_price: Number
    tax_rate: Number = Decimal('0.00')
    net: Money
    tax: Money
    gross: Money
    offer: Id | None = None
    account: Key | None = None
    subscription: Id | None = None
    start: Date | None = None
    end: Date | None = None

    def check(self):
        net = EXACT.quantize(EXACT.multiply(self.quantity, self.unit_price), CENT)
        if net != self.net:
            raise Refusal(
                'line_net', label=self.label, net=self.net, computed=net)
        if self.net + self.tax != self.gross:
            raise Refusal(
                'line_gross', label=self.label, gross=self.gross,
                computed=self.net + self.tax)


class Bill(Record):
    kind: Literal['invoice', 'membership_fee', 'donation']
    member: Id
    number: Key | None = None
    date: Date
    due: Date | None = None
    draft: bool = False
    disputed: bool = False
    start: Date | None = None
    end: Date | None = None
    total: Money
    lines: list[BillLine] = Field(min_length=1)

    @property
    def refs(self):
        return [('member', self.member)]

    @property
    def informing(self):
        refs = []
        for line in self.lines:
            if line.offer:
                refs.append(('offer', line.offer))
            if line.subscription:
                refs.append(('subscription', line.subscription))
        return refs

    @property
    def skipped(self):
        "Drafts are not booked, nor are bills all of whose lines are of 0.00."
        return self.draft or not any(line.net or line.tax for line in self.lines)

    def check(self):
        "Raise Refusal where the figures do not agree with each other."
        for line in self.lines:
            line.check()
        total = sum((line.gross for line in self.lines), Decimal(0))
        if total != self.total:
            raise Refusal('bill_total', total=self.total, computed=total)
        if self.total < 0:
            raise Refusal('bill_negative', total=self.total)
        if self.kind == 'invoice' and not self.number and not self.skipped:
            raise Refusal('bill_number_missing')

    def frozen(self):
        return of_bill(self)


TYPES = {
    'offer': Offer,
    'member': Member,
    'subscription': Subscription,
    'bill': Bill,
    'credit_note': CreditNote,
    'payment': Payment,
    }


def read(type_, id_, values):
    "Return the record of a change; raise Refusal with the first fault found, whatever it is."
    try:
        record = TYPES[type_].model_validate(values)
        if record.id != id_:
            raise Refusal('id_mismatch', id=record.id)
        if hasattr(record, 'check'):
            record.check()
        return record
    except Refusal:
        raise
    except ValidationError as exception:
        raise _refusal(exception.errors()[0]) from exception
    except Exception as exception:
        # What it says may be of a person: it goes into the quarantine, and into no log
        logger.warning("%s %s cannot be read: %s", type_, id_, type(exception).__name__)
        raise Refusal('field_form', field='', value=_start(repr(exception))) from exception


def problem(content):
    "The refusal of a record that the bridge could not read, as it tells it."
    told = content if isinstance(content, dict) else {}
    code = _start(told.get('code', 'field_form'))
    return Refusal(
        code, **{name: _start(told.get(name, '')) for name in ['field', 'value', 'record']})


def _refusal(error):
    field = '.'.join(map(str, error['loc']))
    codes = {
        'missing': 'field_missing',
        'literal_error': 'field_unknown_choice',
        }
    known = {
        'money_form', 'number_form', 'date_form', 'text_too_long',
        'text_control'}
    code = codes.get(error['type'], error['type'])
    if code not in known | set(codes.values()):
        code = 'field_form'
    return Refusal(code, field=field, value=_start(error['input']))


def _start(value):
    "The value as a short text that can be stored and shown."
    try:
        return shown(str(value)[:110])
    except (ValueError, RecursionError):  # a number of very many digits, a list within lists
        return type(value).__name__
