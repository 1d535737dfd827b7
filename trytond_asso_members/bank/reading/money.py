"""Amounts as banks write them: 1 234,56 or -1.234,56 € or (12.00) or 12,00- or 12,00 DR."""
import re
from decimal import Decimal
from functools import lru_cache

ZERO, CENT = Decimal(0), Decimal('0.01')
# Spaces of all widths, and the apostrophe that parts thousands in Switzerland
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’´`]+")
# Where a dash stands for the cents, as in 35.- or 35,--
NO_CENTS = re.compile(r'(?<=\d)[.,](?:--?|[–—])(?=\D*$)')
_CODES = (
    'AED ALL AMD ARS AUD AZN BAM BDT BGN BHD BRL BYN CAD CDF CHF CLP CNY COP CVE CZK DKK DZD EGP '
    'ETB EUR GBP GEL GHS HKD HRK HTG HUF IDR ILS INR ISK JOD JPY KES KMF KRW KWD LBP LKR MAD MDL '
    'MGA MKD MRU MUR MXN MYR NGN NOK NPR NZD OMR PEN PHP PKR PLN QAR RON RSD RUB RWF SAR SEK SGD '
    'THB TND TRY TWD UAH UGX USD UYU VND XAF XOF XPF ZAR')
CODES = frozenset(_CODES.split())
# ¤ is where ISO-8859-15 has €
CURRENCIES = {'€': 'EUR', '¤': 'EUR', '$': 'USD', '£': 'GBP', 'euro': 'EUR', 'euros': 'EUR'} | {
    code.lower(): code for code in CODES}
# What stands behind an amount for its sign, in English and German
BEHIND = {'-': -1, '+': 1, 'DR': -1, 'DB': -1, 'CR': 1, 'D': -1, 'C': 1, 'S': -1, 'H': 1}
AMOUNT = re.compile(r'([-+]?)(\d[\d.,]*|[.,]\d+)([-+]|DR|DB|CR|[DCSH])?', re.IGNORECASE)
CODE = re.compile('|'.join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True)), re.I)
# In a line of words a code is in capitals: may and all are words too
SYMBOL = re.compile(r'[€¤$£]|\b(?:[Ee]uros?|EUROS?|%s)\b' % '|'.join(sorted(CODES)))
# Each spelling that has one meaning only
GROUPED = re.compile(r'[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*')
PLAIN = {
    ',': re.compile(r'(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)?(?:,\d*)?'),
    '.': re.compile(r'(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)?(?:\.\d*)?'),
    }
# An amount with two decimals within a line of words
IN_TEXT = re.compile(
    r"[-+−]?(?<![\d./])(?:\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3})+|\d+)[.,]\d{2}(?![\d/.])")


def currency(text):
    "Return the code of the currency that is named in an amount or a header, or ''."
    found = SYMBOL.search(text)
    return CURRENCIES[found[0].lower()] if found else ''


@lru_cache(maxsize=20_000)
def digits(text):
    """Return (sign, digits and separators) of what is spelled like an amount, else None."""
    bare = NO_CENTS.sub('', SPACES.sub('', text)).replace('−', '-')
    match = AMOUNT.fullmatch(bare)
    if not match:
        bare = CODE.sub('', bare)
        if bare.startswith('(') and bare.endswith(')'):
            bare = '-' + bare[1:-1]
        match = AMOUNT.fullmatch(bare)
        if not match:
            return None
    before, number, behind = match.groups()
    if behind and behind.isalpha() and not re.search('[.,]', number):
        return None  # a number of something
    sign = -1 if before == '-' else 1
    return sign * BEHIND[(behind or '+').upper()], number


def is_negative(text):
    "Whether it is an amount with a minus, or with what stands for one."
    found = digits(text)
    return bool(found) and found[0] < 0


@lru_cache(maxsize=20_000)
def decimals(text):
    "Return which marks may be the decimal one: ',' or '.', both if it cannot be told, or none."
    found = digits(text)
    if not found:
        return ''
    number = found[1]
    if '.' not in number and ',' not in number:
        return ',.'
    grouped = GROUPED.fullmatch(number)
    if grouped and number.count(grouped[1]) == 1:
        return ',.'
    return ''.join(mark for mark, form in PLAIN.items() if form.fullmatch(number))


def is_amount(text):
    "Whether it can be read as an amount."
    return bool(decimals(text))


def amount(text, decimal):
    """Return the Decimal, or None of what is no amount.

    `decimal` says what 1.234 is; what can be read in one way only is read so.
    """
    found = digits(text)
    if not found:
        return None
    sign, number = found
    marks = decimals(text)
    if not marks:
        return None
    mark = decimal if decimal in marks else marks[0]
    number = number.replace('.' if mark == ',' else ',', '').replace(mark, '.')
    return sign * Decimal(number)


def marks(texts):
    """Return the decimal marks that are possible in a column, the likelier first.

    There are two only if nothing in it proves one of them and some of it reads differently:
    1.234 alone.  Then a mark is likelier to part thousands.
    """
    texts = set(texts)
    proven = {d for t in texts if len(d := decimals(t)) == 1}
    if len(proven) == 1:
        return [proven.pop()]
    doubtful = [t for t in texts if len(decimals(t)) > 1 and re.search('[.,]', digits(t)[1])]
    if doubtful:
        return [',', '.'] if '.' in doubtful[0] else ['.', ',']
    return [',']
