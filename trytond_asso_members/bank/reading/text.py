"""Texts of cells: as a person reads them, and as they are compared."""
import html
import re
import unicodedata
from functools import lru_cache

EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)


def normal(text):
    """Return it with entities resolved, however often encoded, and single spaces."""
    if '&' in text:
        for _ in range(10):
            resolved = html.unescape(text)
            if resolved == text:
                break
            text = resolved
    if text.startswith('="') and (quoted := EXCEL_TEXT.fullmatch(text)):
        text = quoted[1]
    return ' '.join(text.split())


@lru_cache(maxsize=10_000)
def folded(text):
    "Return its words in lower case without accents, for headers and words of the bank."
    text = re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', text)
    plain = unicodedata.normalize('NFKD', text.lower().replace('ß', 'ss').replace('œ', 'oe'))
    plain = plain.encode('ascii', 'ignore').decode()
    return ' '.join(re.sub(r"[^a-z0-9+]+", ' ', plain).split())
