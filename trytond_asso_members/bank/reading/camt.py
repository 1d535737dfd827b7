"""CAMT of ISO 20022, any version: statements (053), reports (052), notifications (054)."""
from decimal import Decimal

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from .errors import BadFile
from .facts import Facts
from .row import Row
from .stated import Stated, amount, day, said

STATEMENTS = {'Stmt', 'Rpt', 'Ntfctn'}
BOOKED = {'BOOK', ''}
OPENING, CLOSING = ('OPBD', 'PRCD'), ('CLBD',)


def statements(content):
    "Yield the `Stated` of each; raise BadFile."
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise BadFile('damaged_xml') from None
    for element in root.iter():
        element.tag = element.tag.rpartition('}')[2]
    line = 0
    for statement in root.iter():
        if statement.tag in STATEMENTS:
            entries = statement.findall('Ntry')
            yield _stated(statement, list(enumerate(entries, line + 1)))
            line += len(entries)


def _stated(statement, entries):
    facts, currency = Facts(), statement.findtext('Acct/Ccy') or ''
    for balance in statement.findall('Bal'):
        currency = currency or balance.find('Amt').get('Ccy', '')
        _read_balance(facts, balance)
    rows, ignored = [], []
    for line, entry in entries:
        status = (entry.findtext('Sts/Cd') or entry.findtext('Sts') or '').strip()
        if status in BOOKED:
            rows.extend(_rows(line, entry))
        else:
            ignored.append((line, ' '.join(entry.itertext()), 'pending'))
    account = statement.findtext('Acct/Id/IBAN') or statement.findtext('Acct/Id/Othr/Id')
    return Stated(
        (account or '').replace(' ', ''), currency or (rows[0].currency if rows else ''),
        rows, facts, ignored)


def _read_balance(facts, balance):
    code = balance.findtext('Tp/CdOrPrtry/Cd')
    date = balance.findtext('Dt/Dt') or balance.findtext('Dt/DtTm')
    date = day(date, '-') if date else None
    if code in OPENING and facts.opening is None:
        facts.opening, facts.opening_date = _signed(balance, '-'), date
    elif code in CLOSING:
        facts.closing, facts.closing_date = _signed(balance, '-'), date


def _signed(element, line, money=None):
    found = amount((money if money is not None else element).findtext('Amt'), line)
    return -found if element.findtext('CdtDbtInd') == 'DBIT' else found


def _rows(line, entry):
    "Yield the row of an entry, or one of each of the transfers that it sums up."
    details = entry.findall('NtryDtls/TxDtls')
    whole = _signed(entry, line)
    parts = [_part(entry, detail, line) for detail in details]
    if len(details) > 1 and None not in parts and sum(parts) == whole:
        for number, (detail, part) in enumerate(zip(details, parts), 1):
            yield _row(line, entry, detail, part, f'/{number}')
    else:
        yield _row(line, entry, details[0] if len(details) == 1 else entry, whole, '')


def _part(entry, detail, line):
    "The signed amount of one of several transfers, or None if it is not stated in this currency."
    found = detail.find('Amt')
    if found is None:
        found = detail.find('AmtDtls/TxAmt/Amt')
    if found is None or found.get('Ccy') != entry.find('Amt').get('Ccy'):
        return None
    sign = detail.findtext('CdtDbtInd') or entry.findtext('CdtDbtInd')
    return amount(found.text, line) * (-1 if sign == 'DBIT' else 1)


def _row(line, entry, detail, value, suffix):
    booked = _date(entry, 'BookgDt') or _date(entry, 'ValDt')
    if not booked:
        raise BadFile('no_date', line=line)
    side = 'Dbtr' if value > 0 else 'Cdtr'
    parties = detail.find('RltdPties')
    name = _first(parties, f'{side}/Nm', f'{side}/Pty/Nm', f'Ultmt{side}/Nm')
    motive = ' '.join(said(*(e.text for e in detail.findall('RmtInf/Ustrd'))))
    given = [e.text for e in detail.findall('RmtInf/Strd/CdtrRefInf/Ref')]
    more = [detail.findtext('AddtlTxInf'), entry.findtext('AddtlNtryInf')]
    texts = said(motive, *given, *more, detail.findtext('Refs/EndToEndId'))
    return Row(
        line=line, date=day(booked, line), amount=Decimal(value),
        label=' '.join(said(name, motive)) or ' '.join(texts[:1]),
        value_date=day(_date(entry, 'ValDt'), line) if _date(entry, 'ValDt') else None,
        texts=texts, information=_information(entry, detail), counterparty=name,
        reference=_reference(entry, detail, suffix),
        iban=_first(parties, f'{side}Acct/Id/IBAN').replace(' ', ''),
        currency=entry.find('Amt').get('Ccy', ''),
        type=entry.findtext('BkTxCd/Prtry/Cd') or entry.findtext('BkTxCd/Domn/Cd') or '')


def _date(entry, name):
    return entry.findtext(f'{name}/Dt') or entry.findtext(f'{name}/DtTm')


def _first(element, *paths):
    found = () if element is None else said(*(element.findtext(path) for path in paths))
    return found[0] if found else ''


def _reference(entry, detail, suffix):
    "The bank's own, of this movement."
    own = said(detail.findtext('Refs/AcctSvcrRef') if detail is not entry else None)
    of_entry = said(entry.findtext('AcctSvcrRef'))
    if own and own != of_entry:
        return own[0]
    return of_entry[0] + suffix if of_entry else ''


def _information(entry, detail):
    "All texts by their tags; of several transfers, those of this one."
    found = {}

    def read(element, path):
        for child in element:
            if child.tag == 'TxDtls' and detail is not entry and child is not detail:
                continue
            tags = [*path, child.tag]
            if text := (child.text or '').strip():
                name = ' '.join(tags)
                found[name] = f'{found[name]} / {text}' if name in found else text
            read(child, tags)
    read(entry, [])
    return found
