"""Payment references of members and of bills: ISO 11649, short enough to be copied by hand.

A reference is `RF`, two check digits and a body.  The body of a member's begins with 0, that
of a bill's never does; it is made of the id alone, so a reference never changes.
"""
import re

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10
from trytond.model import fields
from trytond.pool import PoolMeta

BEFORE_BILLS = 10_000_000
LARGEST = 2 ** 31 - 1  # of ids
POSITIVE = {'=', 'in', 'like', 'ilike'}


def make(body):
    "Return the reference that has this body, without blanks."
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"


def of_party(id_):
    "Return the reference of a member, by the id of the party."
    return make(_body_of_party(id_))


def of_bill(id_):
    "Return the reference of a bill, by the id of the invoice."
    return make(_body_of_bill(id_))


def party_of(text):
    "Return the id of the party that this is the reference of, however it is written, or None."
    return _id_of(text, of_party, 0)


def bill_of(text):
    "Return the id of the invoice that this is the reference of, however it is written, or None."
    return _id_of(text, of_bill, BEFORE_BILLS)


def compact(text):
    "Return the text in capitals, and of it what a reference may be made of."
    return re.sub('[^0-9A-Z]', '', text.upper())


def _body_of_party(id_):
    return f'0{id_:07d}'


def _body_of_bill(id_):
    return str(BEFORE_BILLS + id_)


def _id_of(text, of, before):
    text = compact(text)
    body = text[4:]
    if not body.isdecimal() or len(text) > 25:
        return None
    id_ = int(body) - before
    return id_ if 0 < id_ <= LARGEST and of(id_) == text else None


def _domain(clause, named):
    """Return the domain of a clause; `named` gives the domains for one text, as it was typed.

    Tryton's client asks by `ilike`, with a `%` on both sides.  Nobody asks for all others.
    """
    _, operator, value = clause[:3]
    if operator not in POSITIVE:
        return []
    texts = value if isinstance(value, (list, tuple, set)) else [value]
    return ['OR', ('id', '=', None), *(
            one for text in texts if text for one in named(text))]


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    payment_reference = fields.Function(
        fields.Char(
            "Payment Reference",
            help="What the member writes on a transfer, so that the money is known to be "
            "theirs."),
        'get_payment_reference', searcher='search_payment_reference')

    @classmethod
    def get_payment_reference(cls, parties, name):
        return {p.id: iso11649.format(of_party(p.id)) for p in parties}

    @classmethod
    def search_payment_reference(cls, name, clause):
        return _domain(clause, lambda text: [('id', '=', party_of(text))])


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    def search_customer_payment_reference(cls, name, clause):
        return _domain(clause, cls._search_customer_payment_reference)

    @classmethod
    def _search_customer_payment_reference(cls, value):
        "Bills also go by the reference that Tryton made of their number before."
        value = compact(value)
        if id_ := bill_of(value):
            yield ('id', '=', id_)
        else:
            yield from super()._search_customer_payment_reference(value)

    def _customer_payment_reference_number_alnum(self, source):
        number = super()._customer_payment_reference_number_alnum(source)
        if source == 'invoice':
            return number and _body_of_bill(self.id)
        if source == 'party':
            return number and _body_of_party(self.party.id)
        return number
