"""A page as a PDF, drawn by WeasyPrint where it is installed: the extra `pdf`."""

from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

STYLE = Path(__file__).parent.parent / "static" / "asso_portal" / "situation.css"


@cache
def is_possible() -> bool:
    """Whether WeasyPrint is there, with the libraries of the system that it needs."""
    try:
        from weasyprint import URLFetcher  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def drawn(request, template: str, context: dict) -> bytes:
    """The page as it is printed, in our own style; no address in it is followed."""
    from weasyprint import CSS, HTML, URLFetcher

    html = render_to_string(template, context, request)
    page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    return page.write_pdf(stylesheets=[CSS(filename=STYLE)])
