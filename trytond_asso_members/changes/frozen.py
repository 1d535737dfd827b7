"""What may not change once a document is posted, compared: like beside like, each by its name.

The order of a bill's lines is no content, nor are the portal's own ids of them.
"""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from ..exceptions import Refusal
from . import stored

ZERO = Decimal(0)


def is_same_bill(batch, record, invoice, frozen):
    """Whether the record leaves as it is all that may not change of the posted bill.

    `frozen` is what was stored of the bill when it was posted.  Where an earlier version
    stored it, which heeded the order of lines, the books themselves are asked.
    """
    if record.draft:
        return False
    if frozen in {stored.of_bill(record), stored.of_bill_in_order(record)}:
        return True
    return (
        not stored.is_of_today(frozen)
        and not _fields(batch, record, invoice)
        and not any(_unlike(record, invoice, _exactly)))


def bill_differs(batch, record, invoice):
    "The refusal of a posted bill that has changed: what, from what, to what."
    changes = _fields(batch, record, invoice)
    levels = [_unlike(record, invoice, level) for level in [_amounts, _exactly]]
    if not changes or any(levels[0]):
        # Lines that are alike in all else are on another account
        new, old = next(filter(any, levels), (record.lines, invoice.lines))
        booked = not any(map(any, levels))
        changes.append((
                'lines', ' / '.join(_text_of_old(line, booked) for line in old),
                ' / '.join(map(_text_of_new, new))))
    return Refusal(
        'bill_frozen', number=invoice.portal_number, changes=_texts(changes))


def payment_differs(batch, record, payment):
    "The same of a posted payment or credit note."
    amount = record.total if payment.kind == 'credit_note' else record.amount
    changes = [
        ('amount', payment.amount, amount), ('date', payment.date, record.date)]
    if payment.kind == 'credit_note':
        note = payment.credit_note
        changes += [
            ('member', payment.party.rec_name, _name(batch.party(record.member))),
            ('bill', payment.named_bill.portal_number,
                batch.bill_number(batch.target('bill', record.bill))),
            ('number', note.portal_number, record.number or note.portal_number)]
    changes = [change for change in changes if change[1] != change[2]]
    return Refusal('payment_frozen', changes=_texts(changes))


def pairs_of_lines(record, invoice):
    "Yield (line of the bill, line of the record): those alike, those of one label first."
    lines = list(invoice.lines)
    rest = []
    for levels in [(_label, _amounts), (_amounts,)]:
        for item in rest or record.lines:
            for line in lines:
                if all(level(line, False) == level(item, True) for level in levels):
                    lines.remove(line)
                    yield line, item
                    break
            else:
                if len(levels) > 1:
                    rest.append(item)
        if not rest:
            return


def _fields(batch, record, invoice):
    "The [(field, old, new)] that differ, but for the lines."
    kinds = dict(
        invoice.__class__.fields_get(['bill_kind'])['bill_kind']['selection'])
    draft = gettext('asso_members.msg_frozen_is_draft')
    found = [
        ('draft', '-', draft if record.draft else '-'),
        ('kind', kinds[invoice.bill_kind], kinds[record.kind]),
        ('number', invoice.portal_number, record.number or invoice.portal_number),
        ('date', invoice.invoice_date, record.date),
        ('member', invoice.party.id, batch.party(record.member)),
        ('total', invoice.total_amount, record.total)]
    return [
        (field, _name(old), _name(new)) if field == 'member' else (field, old, new)
        for field, old, new in found if old != new]


def _name(party):
    return Pool().get('party.party')(party).rec_name


def _unlike(record, invoice, level):
    "The ([lines of the record], [lines of the bill]) without those that are alike."
    new, old = [], list(invoice.lines)
    for item in record.lines:
        for line in old:
            if level(line, False) == level(item, True):
                old.remove(line)
                break
        else:
            new.append(item)
    return new, old


def _amounts(line, is_new):
    if is_new:
        return line.net, line.tax
    return line.amount, line.portal_tax_amount or ZERO


def _exactly(line, is_new):
    quantity = line.quantity if is_new else Decimal(str(line.quantity))
    return *_amounts(line, is_new), quantity, line.unit_price


def _label(line, is_new):
    return line.label if is_new else line.description


def _text_of_new(line):
    return _text(
        line.label, line.quantity, line.unit_price, *_amounts(line, True),
        line.account)


def _text_of_old(line, with_account):
    return _text(
        line.description, Decimal(str(line.quantity)), line.unit_price,
        *_amounts(line, False), line.account.code if with_account else None)


def _text(label, quantity, price, net, tax, account):
    first = next(iter((label or '').strip().splitlines()), '')[:40]
    taxed = f' + {tax}' if tax else ''
    return (
        f"{first} {quantity.normalize():f} × {price.normalize():f} = {net}{taxed}"
        + (f' [{account}]' if account else '')).strip()


def _texts(changes):
    names = {
        field: gettext(f'asso_members.msg_frozen_{field}') for field, *_ in changes}
    return '; '.join(f'{names[field]}: {old} → {new}' for field, old, new in changes)
