"""HTML drawn as a PDF by WeasyPrint, where it is installed: the extra `pdf`.

Nothing is fetched that the HTML does not hold itself, and nothing of the moment is written: the
same HTML gives the same bytes.
"""
from functools import cache
from pathlib import Path

STYLE = Path(__file__).with_name('paper.css')
# Read aloud by programs for those who do not see it
VARIANT = 'pdf/ua-1'


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


def drawn(*htmls):
    """The PDF of the HTML, in our own style; of pictures, those that are in its links.

    Several are one file: each begins a page, and counts its own.
    """
    from weasyprint import CSS, HTML, URLFetcher
    style = CSS(filename=STYLE)
    fetcher = URLFetcher(allowed_protocols=['data'])
    first, *others = [
        HTML(string=html, url_fetcher=fetcher).render(stylesheets=[style], pdf_variant=VARIANT)
        for html in htmls]
    pages = [page for document in [first, *others] for page in document.pages]
    return first.copy(pages).write_pdf(pdf_variant=VARIANT)
