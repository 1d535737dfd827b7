"""Files of a standard form, which say all that has to be known of them."""
import re

from . import camt, cfonb, mt940, ofx
from .account import account
from .body import Ignored
from .errors import BadFile
from .facts import Facts
from .source import decoded

HEAD = 4000
FORMS = [
    ('OFX', re.compile(rb'\A\s*(?:OFXHEADER|<OFX|<\?OFX)|\A\s*<\?xml.*?(?:<\?OFX|<OFX)', re.S)),
    ('CAMT', re.compile(rb'\A\s*<.*?urn:iso:std:iso:20022:tech:xsd:camt\.05[234]', re.S)),
    ('MT940', re.compile(rb'\A\s*(?:\{1:|:20:)')),
    ('CFONB120', re.compile(rb'\A\s*0[14]\d{5}.{4}\d{5}[A-Z ]{3}[\d ].{14}\d{6}')),
    ]
ENCODING = re.compile(rb'<[?]xml[^>]*encoding=["\']([A-Za-z0-9_.-]+)')
NAMES = {name for name, _ in FORMS}


def form_of(content):
    "'OFX', 'CAMT', 'MT940' or 'CFONB120', or None for any other file."
    head = content[:HEAD].removeprefix(b'\xef\xbb\xbf')
    return next((form for form, mark in FORMS if mark.search(head)), None)


def read(content, form):
    "Return (encoding, accounts, what was left out) of such a file; raise BadFile."
    if form == 'CAMT':
        declared = ENCODING.search(content[:HEAD])
        encoding = declared[1].decode().lower() if declared else 'utf-8'
        stated = list(camt.statements(content))
    else:
        encoding, text = decoded(content)
        stated = list({'OFX': ofx, 'MT940': mt940, 'CFONB120': cfonb}[form].statements(text))
    if not any(one.rows for one in stated):
        raise BadFile('no_movements')
    groups = {}
    for one in stated:
        groups.setdefault((one.identifier, one.currency), []).append(one)
    return encoding, tuple(
        _account(*key, group) for key, group in groups.items() if any(g.rows for g in group)
        ), tuple(Ignored(*found) for one in stated for found in one.ignored)


def _account(identifier, currency, group):
    "The account of the statements, which may be of a day each."
    group = sorted(group, key=lambda one: min(
            [r.date for r in one.rows] + [
                d for d in (one.facts.opening_date, one.facts.closing_date) if d]))
    rows = [row for one in group for row in one.rows]
    first, last = group[0].facts, group[-1].facts
    return account(identifier, currency, rows, Facts(
            opening=first.opening, opening_date=first.opening_date, closing=last.closing,
            closing_date=last.closing_date))
