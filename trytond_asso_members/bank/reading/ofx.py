"""OFX, of both forms: tags that are closed (XML), or that end with the line (SGML)."""
import html
import re
from collections import Counter

from .errors import BadFile
from .facts import Facts
from .row import Row
from .stated import Stated, amount, day, said

TAG = re.compile(r'<(/?)([A-Za-z0-9_.]+)(?:\s[^<>]*)?>([^<]*)')
STATEMENTS = {'STMTRS', 'CCSTMTRS'}
# What stands in a movement is a text, if an empty one, but for these
WITHIN = {'PAYEE', 'BANKACCTTO', 'CCACCTTO', 'CURRENCY', 'ORIGCURRENCY'}
PAID_OUT = {'DEBIT', 'PAYMENT', 'CHECK', 'DIRECTDEBIT', 'SRVCHG', 'CASH'}
SHORT = 6  # digits of a number that only counts the movements of a file


def statements(text):
    "Yield the `Stated` of each account; raise BadFile."
    found = None
    for tag, values, line in _blocks(text):
        if tag in STATEMENTS:
            if found:
                yield _stated(*found)
            found = {tag: values}, []
        elif found and tag == 'STMTTRN':
            found[1].append((line, values))
        elif found:
            found[0].setdefault(tag, values)
    if found:
        yield _stated(*found)


def _blocks(text):
    """Yield (tag, values, line): the beginning of a statement, then what is in it.

    A block is what stands between a tag without a text and its end; one within a movement is
    a part of that.
    """
    open_, line, last = [], 1, 0  # [(tag, {tag: text}, line)]
    for match in TAG.finditer(text):
        closing, tag, value = match[1], match[2].upper(), html.unescape(match[3]).strip()
        if closing:
            while any(tag == block[0] for block in open_):
                block = open_.pop()
                if block[0] in WITHIN and open_:
                    open_[-1][1].update(block[1] | open_[-1][1])
                elif block[0] not in STATEMENTS:
                    yield block
                if block[0] == tag:
                    break
        elif value or open_ and open_[-1][0] == 'STMTTRN' and tag not in WITHIN:
            if value and open_:
                open_[-1][1].setdefault(tag, value)
        else:
            line, last = line + text.count('\n', last, match.start()), match.start()
            open_.append((tag, {}, line))
            if tag in STATEMENTS:
                yield open_[-1]
    yield from reversed(open_)


def _stated(blocks, movements):
    account = blocks.get('BANKACCTFROM') or blocks.get('CCACCTFROM') or {}
    of_list = blocks.get('BANKTRANLIST', {})
    balance, facts = blocks.get('LEDGERBAL', {}), Facts()
    own = _is_own([values.get('FITID', '') for _, values in movements])
    rows = _signed([_row(line, values, own) for line, values in movements])
    if balance.get('BALAMT'):
        closing = day(balance['DTASOF'], '-') if balance.get('DTASOF') else None
        ends = [day(of_list['DTEND'], '-')] if of_list.get('DTEND') else [r.date for r in rows]
        # Of an older period the balance is today's, not that of its end
        if not closing or not ends or closing <= max(ends):
            facts.closing, facts.closing_date = amount(balance['BALAMT'], '-'), closing
    return Stated(
        account.get('ACCTID', '').replace(' ', ''),
        next((b['CURDEF'] for b in blocks.values() if b.get('CURDEF')), ''), rows, facts, [])


def _is_own(numbers):
    "Whether the numbers are the bank's own of the movements, and not those of the file."
    short = all(n.isdecimal() and len(n.lstrip('0')) < SHORT for n in numbers)
    return not short and max(Counter(numbers).values(), default=0) <= max(1, len(numbers) // 2)


def _signed(rows):
    "Some programs leave the sign out, and say by the type alone what was paid out."
    if any(row.amount < 0 for row in rows):
        return rows
    return [
        row._replace(amount=-row.amount) if row.type.upper() in PAID_OUT else row for row in rows]


def _row(line, values, own):
    if not values.get('DTPOSTED'):
        raise BadFile('no_date', line=line)
    name, memo = values.get('NAME', ''), values.get('MEMO', '')
    texts = said(name if not memo.startswith(name) else '', memo)
    label = ' '.join(texts)
    return Row(
        line=line, date=day(values['DTPOSTED'], line),
        amount=amount(values.get('TRNAMT'), line), label=label or values.get('TRNTYPE', ''),
        value_date=day(values['DTAVAIL'], line) if values.get('DTAVAIL') else None,
        # A name may end where the field does, and go on in the other
        texts=said(values.get('CHECKNUM')) + (('\n'.join(texts),) if len(texts) > 1 else texts),
        information=dict(values), reference=values.get('FITID', '') if own else '',
        type=values.get('TRNTYPE', ''))
