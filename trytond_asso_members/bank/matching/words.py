"""Text as it can be compared: upper case, without accents, parted into words."""
import re
import unicodedata
from functools import lru_cache

LIGATURES = str.maketrans({
    'œ': 'oe', 'Œ': 'OE', 'æ': 'ae', 'Æ': 'AE', 'ß': 'ss', 'ø': 'o', 'Ø': 'O', 'ł': 'l',
    'Ł': 'L', '’': "'", '‘': "'", '\u2013': '-', '\u2014': '-', '\u2011': '-', '°': ' ', 'º': ' '})
WORD = re.compile(r'[A-Z0-9]+')


@lru_cache(maxsize=65536)
def plain(text):
    "Return the text in capitals of ASCII; lines, signs and spaces stay where they are."
    if not text.isascii():
        text = unicodedata.normalize('NFKD', text.translate(LIGATURES))
        text = ''.join(c for c in text if not unicodedata.combining(c))
    return text.upper()


def words(text):
    "Return the runs of letters and digits, in capitals."
    return WORD.findall(plain(text))


def compact(text):
    "Return all letters and digits without what stands between them."
    return ''.join(words(text))


def number_key(number):
    "Return the number without what people leave out: signs and zeros before it."
    key = compact(number)
    return key.lstrip('0') or key
