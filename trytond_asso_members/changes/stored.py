"""What is stored of a posted bill, to see whether it has changed: a digest of its content."""
from ..feed.canonical import digest

# Before the digests of today: those of earlier versions heeded the order of a bill's lines
# and the means of a payment
VERSION = '2:'


def of_bill(record):
    "The order of the lines is no content."
    return VERSION + _digest(record, sorted(
            _lines(record), key=lambda line: [part or '' for part in line]))


def of_bill_in_order(record):
    "The same, as earlier versions stored it."
    return _digest(record, _lines(record))


def is_of_today(stored):
    "Whether this version has stored it."
    return bool(stored) and stored.startswith(VERSION)


def _lines(record):
    return [[
            str(line.quantity.normalize()), str(line.unit_price.normalize()),
            str(line.net), str(line.tax), line.account]
        for line in record.lines]


def _digest(record, lines):
    return digest({
            'kind': record.kind,
            'member': record.member,
            'number': record.number,
            'date': str(record.date),
            'total': str(record.total),
            'lines': lines,
            })
