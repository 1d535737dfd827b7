"""Write what was refused, how it was mended and where it ended: python -m tests.mends.table"""
from pathlib import Path

from . import bills, books, lettered, payments, reading, register  # noqa: F401
from .mend import MENDS

PAGE = Path(__file__).parent.parent.parent / 'doc' / 'reference' / 'mends.md'
TOP = """\
# Refusals and their mends, as they are tried

For each code of [the quarantine](../how-to/quarantine.md): what was refused, what a person then
did, and the members' balances when nothing is left in quarantine, negative where they owe. A test
does each of them on real books; `make mends` writes this page from it.

| code | what was refused | what mends it | balances |
|---|---|---|---|
"""


def page():
    return TOP + ''.join(
        f"| `{mend.code}` | {mend.state} | {mend.words} | {', '.join(mend.balances.values())} |\n"
        for mend in sorted(MENDS, key=lambda mend: mend.code))


if __name__ == '__main__':
    PAGE.write_text(page(), encoding='utf-8')
