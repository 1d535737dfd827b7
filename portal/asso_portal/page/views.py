"""The pages: a member's situation, the statement, one bill, and the QR code of what is to pay."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse

from .. import conf
from . import papers, pdf, receipts
from .access import page, read, read_member, show
from .answers import answers_of, overdue
from .documents import Document
from .paying import CHOSEN, Choice, other_means, payment_of, transfer
from .situation import Situation
from .statement import PAGE, asked_of, statement_of

LATEST = 6  # lines of the statement on the first page
QR_FORMS = {"svg": "image/svg+xml", "png": "image/png"}


@page
def situation(request, member=None):
    """`member`: whose, if not the user's own; raises 404 for those who may not see it."""
    whose, found = read(request, member)
    context = {"situation": found}
    if found:
        context |= _context(found, Choice.asked(request.GET), request.GET)
    return show(request, "asso_portal/situation.html", whose, context)


def _context(found: Situation, choice: Choice, query) -> dict:
    figures, payment = found.figures, payment_of(found, choice)
    since = figures and figures.overdue_since
    statement = statement_of(found)
    return {
        "answers": answers_of(found),
        "overdue": overdue(since, (found.today - since).days) if since else "",
        "payment": payment,
        "asks": bool(figures and figures.to_pay_now) or "pay" in query,
        "chooses": "pay" in query,
        "other_means": other_means(),
        "visible_days": conf.get("VISIBLE_DAYS"),
        "renew_url": conf.get("RENEW_URL"),
        "account": transfer(found.number, payment.amount, found.currency, found.reference),
        "unpaid_fee": next(filter(_is_fee, (part.debt for part in found.parts)), None),
        "last_fee": next(filter(_is_fee, found.bills), None),
        "query": payment.choice.query,
        "statement": statement,
        "latest": statement.newest_first[:LATEST],
        "has_receipts": receipts.are_offered(),
    }


def _is_fee(document: Document) -> bool:
    return document.kind == "membership_fee"


@page
def statement(request, member=None):
    """From any day to any day, a year at a time if none is named."""
    whose, found = read_member(request, member)
    asked = asked_of(found, request.GET)
    paged = Paginator(asked.newest_first, PAGE)
    context = {
        "situation": found,
        "statement": asked,
        "lines": paged.get_page(request.GET.get("page")),
        "query": asked.query,
        "pdf": pdf.is_possible(),
        "sums": asked.is_proven and asked.reaches(found.today),
    }
    return show(request, "asso_portal/statement.html", whose, context)


@page
def bill(request, bill_id, member=None):
    """Raises 404 for a draft or another member's bill, as for one that does not exist."""
    whose, found = read_member(request, member)
    shown = found.bill(bill_id)
    if not shown:
        raise Http404
    choice = Choice(CHOSEN, frozenset([shown.place]))
    payment = payment_of(found, choice)
    context = {
        "situation": found,
        "bill": shown,
        "payment": payment if payment.bills else None,
        "query": payment.choice.query,
        "has_pdf": pdf.is_possible() or _may_have_a_file(shown),
        "without_pdf": "print" in request.GET,
        "other_means": other_means(),
        "visible_days": conf.get("VISIBLE_DAYS"),
    }
    return show(request, "asso_portal/bill.html", whose, context)


def _may_have_a_file(shown: Document) -> bool:
    """Of the site or of Tryton."""
    of_site = bool(shown.data) and hasattr(conf.mapping(), "pdf_of")
    return of_site or papers.may_have(shown)


@page
def qr_code(request, form, member=None):
    """Of what the query chooses, as on the page; 404 where nothing is to pay."""
    _whose, found = read_member(request, member)
    due = payment_of(found, Choice.asked(request.GET)).transfer
    if form not in QR_FORMS or not (due and due.has_qr_code):
        raise Http404
    return HttpResponse(due.qr_code(form), content_type=QR_FORMS[form])
