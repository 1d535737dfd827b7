"""MT940 of SWIFT: lines that begin with a tag, with the texts of banks in the tag 86."""
import re
from itertools import pairwise

from .errors import BadFile
from .facts import Facts
from .row import Row
from .stated import Stated, amount, day, said

TAG = re.compile(r'^:(\d\d[A-Z]?):', re.MULTILINE)
BALANCE = re.compile(r'([CD])(\d{6})([A-Z]{3})([\d,]+)')
MOVEMENT = re.compile(
    r'(?P<value>\d{6})(?P<booked>\d{4})?(?P<sign>R?[CD])[A-Z]?(?P<amount>[\d,]+)'
    r'(?P<type>[A-Z][A-Z0-9]{3})?(?P<rest>.*)', re.DOTALL)
SIGNS = {'C': 1, 'RD': 1, 'D': -1, 'RC': -1}
# What banks write before a text: ?20 in Germany, /REMI/ elsewhere
FIELD = re.compile(r'\?(\d\d)|/([A-Z]{3,4})/')
NAMES, ACCOUNTS = {'32', '33', 'NAME', 'BENM', 'ORDP'}, {'31', '38', 'IBAN'}
MOTIVES = {str(n) for n in [*range(20, 30), *range(60, 64)]} | {'REMI', 'RMT', 'EREF', 'PREF'}
IBAN = re.compile(r'[A-Z]{2}\d{2}[A-Z0-9]{11,30}')
HALF = 6  # months


def statements(text):
    "Yield the `Stated` of each statement; raise BadFile."
    found = []
    for tag, value, line in _fields(text.replace('\r\n', '\n')):
        if tag == '20' and found:
            yield _stated(found)
            found = []
        found.append((tag, value, line))
    if found:
        yield _stated(found)


def _fields(text):
    tags = list(TAG.finditer(text))
    ends = [match.start() for match in tags[1:]] + [len(text)]
    for match, end in zip(tags, ends):
        value = re.sub(r'\n-\}?\s*(\{.*)?\Z', '', text[match.end():end].rstrip(), flags=re.DOTALL)
        yield match[1], value.strip(), text.count('\n', 0, match.start()) + 1


def _stated(fields):
    facts, account, currency, rows = Facts(), '', '', []
    for (tag, value, line), (following, more, _) in pairwise([*fields, ('', '', 0)]):
        if tag == '25':
            account = value.rpartition('/')[2]
        elif tag[:2] in {'60', '62'}:
            found = BALANCE.match(value)
            if not found:
                raise BadFile('amount', line=line, text=value)
            currency = found[3]
            balance = amount(found[4], line) * SIGNS[found[1]], day(found[2], line)
            if tag.startswith('60') and facts.opening is None:
                facts.opening, facts.opening_date = balance
            elif tag.startswith('62'):
                facts.closing, facts.closing_date = balance
        elif tag == '61':
            rows.append(_row(value, more if following == '86' else '', line))
    account = account.removesuffix(currency) if len(account) > 3 else account
    return Stated(account.replace(' ', ''), currency, rows, facts, [])


def _row(value, texts, line):
    found = MOVEMENT.match(value)
    if not found:
        raise BadFile('amount', line=line, text=value.partition('\n')[0])
    valued = day(found['value'], line)
    first, _, supplement = found['rest'].partition('\n')
    customer, _, bank = first.partition('//')
    parts = _parts(texts)
    name = ' '.join(said(*parts.get('name', ())))
    motive = ' '.join(said(*parts.get('motive', ())))
    plain = ' '.join(texts.split())
    own = said(bank if bank.strip() != 'NONREF' else '')
    return Row(
        line=line, date=_booked(valued, found['booked'], line),
        amount=amount(found['amount'], line) * SIGNS[found['sign']],
        label=' '.join(said(name, motive)) or plain or ' '.join(said(customer)),
        value_date=valued, texts=said(motive, plain, customer, supplement),
        information={'61': value, '86': texts}, reference=own[0] if own else '',
        counterparty=name, iban=next(iter(parts.get('iban', ())), ''),
        type=found['type'] or '')


def _booked(valued, text, line):
    "The day on which it was booked, which has no year: the one that is near to the value."
    if not text:
        return valued
    year, month = valued.year, int(text[:2])
    if month - valued.month > HALF:
        year -= 1
    elif valued.month - month > HALF:
        year += 1
    return day(f'{year}{text}', line)


def _parts(texts):
    "{'name', 'motive' or 'iban': texts} of what the bank tells apart."
    found, joined = {}, texts.replace('\n', '')
    marks = list(FIELD.finditer(joined))
    ends = [mark.start() for mark in marks[1:]] + [len(joined)]
    for mark, end in zip(marks, ends):
        code, text = mark[1] or mark[2], joined[mark.end():end].strip(' /')
        if code in NAMES:
            found.setdefault('name', []).append(text)
        elif code in ACCOUNTS and (iban := IBAN.search(text.replace(' ', ''))):
            found.setdefault('iban', []).append(iban[0])
        elif code in MOTIVES:
            found.setdefault('motive', []).append(text)
    return found
