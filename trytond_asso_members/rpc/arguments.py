"""The arguments of the bridge's calls, read strictly: one of another form is refused by name."""
import datetime as dt
import json
import re

from trytond.i18n import gettext
from trytond.rpc import RPC
from trytond.transaction import Transaction

from ..changes.values import shown
from ..exceptions import FeedError
from ..feed.words import MODELS

LARGEST = 2 ** 31 - 1  # of an id
LONGEST = 10_000  # characters of a text that is not JSON
DEEPEST = 400  # lists and objects within each other; what can be read can be written too
WHOLE = re.compile('[0-9]{1,10}')
DAY = re.compile('[0-9]{4}-[0-9]{2}-[0-9]{2}')
KEY = re.compile('[BQ][0-9]{1,10}')
# The status that a mail server gives: RFC 3463
STATUS = re.compile(r'[45]\.[0-9]{1,3}\.[0-9]{1,3}')
BOUNCE = {'message_id', 'status', 'reason'}
MOMENT = re.compile('[0-9-]{10}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}')
AMOUNT = re.compile(r'-?[0-9]{1,18}\.[0-9]{2}')
COUNTED = ['compared', 'wrong', 'waiting', 'decided']
PROVEN = {'member', 'bill', 'credit_note', 'payment'}


class Call(RPC):
    """A call of the bridge: `names` are those of its arguments, each of which has a form.

    Raises FeedError for any other argument, and for one too many or too few.
    """
    __slots__ = ('names',)

    def __init__(self, *names, **options):
        super().__init__(check_access=False, **options)
        self.names = names

    def convert(self, obj, *args, **kwargs):
        args, kwargs, context, timestamp = super().convert(obj, *args, **kwargs)
        with Transaction().set_context(context):
            if kwargs or len(args) != len(self.names):
                raise wrong(', '.join(self.names), 'as many as the call has')
            for name, value in zip(self.names, args):
                FORMS[name](name, value)
        return args, kwargs, context, timestamp


def wrong(name, form):
    "Return the error, to be raised, for an argument that does not have its form."
    return FeedError(gettext('asso_members.msg_feed_argument', name=name, form=form))


def is_storable(value):
    "Whether any database keeps the text."
    return isinstance(value, str) and '\x00' not in value and not any(
        '\ud800' <= c <= '\udfff' for c in value)


def _text(name, value):
    if not is_storable(value) or len(value) > LONGEST:
        raise wrong(name, f'a text of at most {LONGEST} characters')


def _words(name, value):
    _text(name, value)
    if not shown(value).strip():
        raise wrong(name, 'a text that is not empty')


def is_whole(value, least=0):
    "Whether it is a number from `least` that may be an id, as a number or in digits."
    if isinstance(value, str):
        value = int(value) if WHOLE.fullmatch(value) else -1
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST


def _number(name, value):
    if not is_whole(value, 1):
        raise wrong(name, f'a whole number from 1 to {LARGEST}')


def _number_or_none(name, value):
    if value != '' and not is_whole(value):
        raise wrong(name, f'empty, or a whole number up to {LARGEST}')


def _type(name, value):
    if value not in list(MODELS):
        raise wrong(name, 'one of ' + ', '.join(MODELS))


def _proven(name, value):
    if value not in list(PROVEN):
        raise wrong(name, 'one of ' + ', '.join(sorted(PROVEN)))


def _key(name, value):
    if value != '' and not (isinstance(value, str) and KEY.fullmatch(value)):
        raise wrong(name, 'empty, or the key of a page')


def _day(name, value):
    if not (isinstance(value, str) and DAY.fullmatch(value) and _is_date(value)):
        raise wrong(name, 'a date, YYYY-MM-DD')


def _day_or_none(name, value):
    if value != '':
        _day(name, value)


def _is_date(text):
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read(name, value):
    "What the JSON says; raise FeedError for what is none, or is too deep."
    try:
        found = json.loads(value, parse_int=whole)
    except (TypeError, ValueError, RecursionError):
        raise wrong(name, 'JSON')
    level = [found]
    for _ in range(DEEPEST):
        level = [
            inner for one in level if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return found
    raise wrong(name, f'JSON of at most {DEEPEST} levels')


def whole(digits):
    "The number; one too long for any field stays a text, for which its own record is refused."
    return int(digits) if len(digits) < 20 else digits


def _ids(name, value):
    ids = read(name, value)
    if not isinstance(ids, list) or not all(is_whole(id_) for id_ in ids):
        raise wrong(name, 'a JSON list of whole numbers')


def _bounces(name, value):
    bounces = read(name, value)
    if not isinstance(bounces, list) or not all(_is_bounce(one) for one in bounces):
        raise wrong(name, f'a JSON list of {{{", ".join(sorted(BOUNCE))}}}, each a text')


def _is_bounce(value):
    return isinstance(value, dict) and value.keys() == BOUNCE and all(
        is_storable(text) and len(text) <= LONGEST for text in value.values()
        ) and bool(STATUS.fullmatch(value['status']))


def _object(name, value):
    if not isinstance(read(name, value), dict):
        raise wrong(name, 'a JSON object')


def _summary(name, value):
    _object(name, value)
    summary = read(name, value)
    seconds, message = summary.get('seconds'), summary.get('message')
    if (summary.get('state') not in ['done', 'failed']
            or not (seconds is None or re.fullmatch(r'[0-9]{1,9}(\.[0-9]{1,6})?', str(seconds)))
            or not (message is None or is_storable(message))):
        raise wrong(name, '{"state": "done" or "failed", "seconds": text, "message": text}')


def _found(name, value):
    _object(name, value)
    found = read(name, value)
    if not (all(is_whole(found.get(n)) for n in COUNTED)
            and MOMENT.fullmatch(str(found.get('moment'))) and _is_date(found['moment'][:10])
            and AMOUNT.fullmatch(str(found.get('drift')))
            and is_storable(found.get('differences'))):
        raise wrong(name, '{"moment", ' + ', '.join(f'"{n}"' for n in COUNTED)
            + ', "drift", "differences"}')


def _batch(name, value):
    "It is large: calls.py reads it once, and looks at its parts."
    if not isinstance(value, str):
        raise wrong(name, 'JSON')


def check_head(batch):
    "Raise FeedError unless what the batch says beside its changes has its form."
    if not (batch.get('run') is None or is_whole(batch['run'])):
        raise wrong('batch.run', 'null, or the number of a run')
    if batch.get('cursor') is not None:
        _text('batch.cursor', batch['cursor'])


FORMS = {
    'feed': _text, 'owner': _text, 'reason': _words, 'type': _type, 'proven': _proven,
    'key': _key, 'after': _number_or_none, 'limit': _number, 'run': _number_or_none,
    'base': _number_or_none, 'batch': _batch, 'summary': _summary, 'ids': _ids,
    'values': _object, 'file': _batch, 'bounces': _bounces, 'found': _found, 'day': _day,
    'day_or_today': _day_or_none,
    }
