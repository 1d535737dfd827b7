"""What a person reads of a refused record: its member, date and amount, and its page."""
import datetime as dt
import json
from decimal import Decimal, DecimalException
from urllib.parse import quote

from trytond.model import fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import without_check_access

from .pages import PATTERNS

# Where a record of any type has it, by the contract: the first that is there
KEYS = {
    'number': ['number', 'reference'],
    'date': ['date', 'joined', 'start'],
    'amount': ['total', 'amount', 'period_price'],
    }
NAMES = ['organization_name', 'first_name', 'last_name']


def _sent(field):
    return fields.Function(field, 'get_sent')


def _shown(name):
    return {'invisible': ~Bool(Eval(name))}


class Quarantine(metaclass=PoolMeta):
    __name__ = 'asso.quarantine'

    member = _sent(fields.Char("Member", states=_shown('member')))
    number = _sent(fields.Char("Number", states=_shown('number')))
    date = _sent(fields.Date("Date", states=_shown('date')))
    amount = _sent(Monetary(
        "Amount", currency='currency', digits='currency', states=_shown('amount')))
    currency = _sent(fields.Many2One('currency.currency', "Currency"))
    portal_page = _sent(fields.Char(
        "Page in the Portal", states=_shown('portal_page'),
        help="Where it is mended: in the portal."))

    @classmethod
    @without_check_access
    def get_sent(cls, entries, names):
        """Read what was sent, which may be anything: what cannot be read is empty.

        Of a record that is to be deleted nothing was sent.
        """
        contents = {entry.id: _content(entry) for entry in entries}
        members = _members(entries, contents)
        found = {name: {} for name in names}
        for entry in entries:
            values = _values(entry, contents[entry.id], members)
            for name in names:
                found[name][entry.id] = values[name]
        return found


def _content(entry):
    try:
        content = json.loads(entry.content or '{}')
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _values(entry, content, members):
    pattern = getattr(entry.feed, PATTERNS.get(entry.type, ''), None)
    currency = entry.feed.company.currency
    values = {
        name: next((_text(content[key]) for key in keys if content.get(key)), None)
        for name, keys in KEYS.items()}
    return {
        'member': _name(content) or members.get((entry.feed, _member(entry, content))),
        'number': values['number'],
        'date': _read(dt.date.fromisoformat, values['date']),
        'amount': _read(lambda text: _money(text, currency), values['amount']),
        'currency': currency.id,
        'portal_page': pattern and pattern.replace('{id}', quote(entry.external_id, safe='')),
        }


def _text(value):
    "In one line, with what can be shown: Tryton refuses any other."
    return ' '.join(''.join(c if c.isprintable() else ' ' for c in str(value)).split())


def _read(read, text):
    try:
        return read(text) if text else None
    except (ValueError, DecimalException):
        return None


def _money(text, currency):
    amount = Decimal(text)
    return currency.round(amount) if amount.is_finite() else None


def _name(content):
    return ' '.join(_text(content[key]) for key in NAMES if content.get(key)) or None


def _member(entry, content):
    "The portal's id of the member, as text."
    return entry.external_id if entry.type == 'member' else _text(content.get('member'))


def _members(entries, contents):
    "Return {(feed, portal's id): name and number} of the members that are known."
    ids = {_member(entry, contents[entry.id]) for entry in entries}
    return {
        (binding.feed, binding.external_id): binding.record.rec_name
        for binding in Pool().get('asso.binding').search([
                ('type', '=', 'member'), ('external_id', 'in', list(ids)),
                ('feed', 'in', [feed.id for feed in {entry.feed for entry in entries}]),
                ('record', '!=', None)])}
