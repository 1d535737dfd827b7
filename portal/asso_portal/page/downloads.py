"""The situation as files: JSON for the site's own app, the statement as CSV, PDFs."""

import csv
import re
from io import StringIO

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .. import conf
from . import papers, pdf
from .access import common, page, read_member
from .situation import Situation
from .statement import Line, asked_of
from .words import kind, label


@page
def figures(request, member=None):
    """The figures by name: see doc/reference/figures.md; null where they are not known."""
    _whose, found = read_member(request, member)
    return JsonResponse(figures_in_json(found))


def figures_in_json(found: Situation) -> dict:
    """Money as text, days as 2026-11-21, the moment in RFC 3339."""
    figures, dues = found.figures, found.membership
    known = dict.fromkeys(("due", "overdue_since", "later", "disputed", "ahead", "on_its_way"))
    if figures:
        known = {
            "due": _money(figures.due),
            "overdue_since": _day(figures.overdue_since),
            "later": _dated(figures.later),
            "disputed": _money(figures.disputed),
            "ahead": _money(figures.ahead),
            "on_its_way": _dated(figures.on_its_way),
        }
    return {
        "as_of": found.as_of and found.as_of.isoformat(),
        "bank_known_until": _day(found.bank_known_until),
        "balance": _money(found.balance),
        **known,
        "to_pay_now": _money(figures and figures.to_pay_now),
        "reference": found.reference or None,
        "membership": {"state": dues.state, "until": _day(dues.until)},
    }


def _money(amount) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _day(day) -> str | None:
    return day and day.isoformat()


def _dated(pairs) -> list[dict]:
    return [{"date": _day(day), "amount": _money(amount)} for day, amount in pairs]


@page
def statement_csv(request, member=None):
    """The days that the query names, the oldest first, for a spreadsheet."""
    _whose, found = read_member(request, member)
    asked = asked_of(found, request.GET)
    text = StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow(
        [_("Day"), _("Document"), _("For"), _("Amount"), _("Balance after"), _("Reference")]
    )
    if asked.before is not None and asked.first:
        rows.writerow([_day(asked.first), _("Balance before"), "", "", _number(asked.before), ""])
    for line in asked.lines:
        rows.writerow(_row(line))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_file(found)}.csv"'
    return answer


def _row(line: Line) -> list[str]:
    document = line.document
    much = document.effect if line.after is not None else _signed(document)
    words = label(document) if document.type == "bill" else document.bank_label
    told = map(_harmless, [kind(document), words])
    return [_day(document.date), *told, _number(much), _number(line.after), document.reference]


def _signed(document):
    return -document.amount if document.type == "bill" else document.amount


def _number(amount) -> str:
    """As French spreadsheets read it."""
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")


def _harmless(text: str) -> str:
    """What a spreadsheet takes for text, never for a formula."""
    text = " ".join(text.split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _file(found: Situation, what: str = "situation") -> str:
    """A file's name, without what a header or a disk might not take."""
    words = "-".join(re.findall("[A-Za-z0-9]+", f"{what} {found.number}"))
    return f"{words}-{found.today}"


@page
def statement_pdf(request, member=None):
    """404 if WeasyPrint is not installed."""
    whose, found = read_member(request, member)
    asked = asked_of(found, request.GET)
    context = common(whose) | {
        "situation": found,
        "statement": asked,
        "lines": asked.lines,
        "sums": asked.is_proven and asked.reaches(found.today),
    }
    return _pdf(request, "asso_portal/statement.html", context, f"{_file(found)}.pdf")


@page
def bill_pdf(request, bill_id, member=None):
    """The site's own file, else Tryton's, else one that is drawn, else the page to print."""
    whose, found = read_member(request, member)
    shown = found.bill(bill_id)
    if not shown:
        raise Http404
    pdf_of = getattr(conf.mapping(), "pdf_of", None)
    file = pdf_of(bill_id) if pdf_of and shown.data else None
    name = f"{_file(found, shown.place)}.pdf"
    if file is not None:
        return FileResponse(file, content_type="application/pdf", filename=name)
    paper = papers.paper_of(found, shown)
    if paper is not None:
        return _inline(paper, name)
    if not pdf.is_possible():
        return redirect(f"{whose.place('bill', bill_id)}?print=1")
    context = common(whose) | {"situation": found, "bill": shown}
    return _pdf(request, "asso_portal/bill.html", context, name)


def _pdf(request, template: str, context: dict, name: str) -> HttpResponse:
    if not pdf.is_possible():
        raise Http404
    context |= {"printed": True, "frame": "asso_portal/printed.html"}
    return _inline(pdf.drawn(request, template, context), name)


def _inline(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
