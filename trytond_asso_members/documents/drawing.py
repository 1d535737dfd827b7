"""HTML drawn as a PDF by WeasyPrint, where it is installed: the extra `pdf`.

Nothing is fetched that the HTML does not hold itself, and nothing of the moment is written: the
same HTML gives the same bytes.
"""
import datetime as dt
from functools import cache
from pathlib import Path

from .electronic import METADATA, NAME

STYLE = Path(__file__).with_name('paper.css')
# Read aloud by programs for those who do not see it
VARIANT = 'pdf/ua-1'
# Read aloud too, and fit to hold a bill for programs
HOLDING = 'pdf/a-3a'


@cache
def is_possible():
    "Whether the extra is there, with the libraries of the system that WeasyPrint needs."
    try:
        import num2words  # noqa: F401
        import segno  # noqa: F401
        from weasyprint import URLFetcher  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def drawn(*htmls, electronic=None):
    """The PDF of the HTML, in our own style; of pictures, those that are in its links.

    Several are one file: each begins a page, and counts its own.  `electronic` is a File that
    the PDF holds: see electronic.py.
    """
    from weasyprint import CSS, HTML, URLFetcher
    style = CSS(filename=STYLE)
    fetcher = URLFetcher(allowed_protocols=['data'])
    variant = HOLDING if electronic else VARIANT
    first, *others = [
        HTML(string=html, url_fetcher=fetcher).render(stylesheets=[style], pdf_variant=variant)
        for html in htmls]
    pages = [page for document in [first, *others] for page in document.pages]
    if electronic:
        _hold(first.metadata, electronic)
    return first.copy(pages).write_pdf(pdf_variant=variant)


def _hold(metadata, electronic):
    from weasyprint import Attachment
    moment = dt.datetime.combine(electronic.day, dt.time())
    metadata.attachments.append(Attachment(
            string=electronic.content, name=NAME, description="Factur-X", created=moment,
            modified=moment, relationship='Alternative'))
    metadata.xmp_metadata.append(METADATA)
