"""The site's documents and the books' entries laid together, and what paid what."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from .books import Books, Key
from .documents import ZERO, Document, Share, day, money

CREDITS = ("payment", "credit_note")


def matched(records: dict[Key, dict[str, Any]], books: Books) -> list[Document]:
    """All that either side has, the newest first, each knowing what settled it."""
    account = books.account
    entries = list(account.entries) if account else []
    by_key = {(entry["type"], entry["id"]): entry for entry in entries if entry["id"]}
    documents = [
        Document(kind, data, by_key.get((kind, id), {}), books)
        for (kind, id), data in records.items()
    ]
    documents += [
        Document(entry["type"], {}, entry, books)
        for entry in entries
        if (entry["type"], entry["id"]) not in records
    ]
    for one in documents:
        one.residual = _residual(one, books)
    if books.are_whole:
        _settle_by_the_books(documents)
    _settle_by_the_site(documents, books)
    _correct(documents)
    return sorted(documents, key=_order, reverse=True)


def _order(document: Document) -> tuple[str, str]:
    return (document.entry or document.data).get("date") or "", document.entry.get("key") or ""


def _residual(document: Document, books: Books) -> Decimal | None:
    if document.entry:
        return money(document.entry["residual"])
    if not books.account:
        return None
    if books.are_whole:
        return ZERO if document.amount_here == 0 else None
    return ZERO if books.are_certain and not document.pending else None


def _settle_by_the_books(documents: list[Document]) -> None:
    by_key = {one.entry["key"]: one for one in documents if one.entry}
    for credit in [one for one in documents if one.entry]:
        for allocation in credit.entry.get("allocations") or []:
            paid = by_key.get(allocation["to"])
            amount, on = money(allocation["amount"]), day(allocation["on"])
            named = bool(paid and paid.id) and credit.data.get("bill") == paid.id
            of_bill = paid is None or paid.type == "bill"
            by = allocation["by"] if of_bill or allocation["by"] == "person" else ""
            told = by, allocation["reason"] or "", on, named
            credit.settled.append(Share(paid, amount, *told))
            if paid:
                paid.settled.append(Share(credit, amount, *told))


def _settle_by_the_site(documents: Iterable[Document], books: Books) -> None:
    """By the site's own allocations, of the credits whose allocations the books do not tell."""
    documents = list(documents)
    bills = {one.id: one for one in documents if one.type == "bill"}
    for credit in documents:
        if credit.type not in CREDITS or (books.are_whole and credit.entry):
            continue
        for allocation in credit.data.get("allocations") or []:
            bill, amount = bills.get(allocation["bill"]), money(allocation["amount"])
            named = credit.data.get("bill") == allocation["bill"]
            credit.settled.append(Share(bill, amount, named=named))
            if bill:
                bill.settled.append(Share(credit, amount, named=named))


def _correct(documents: Iterable[Document]) -> None:
    bills = {one.id: one for one in documents if one.type == "bill" and one.id}
    for one in documents:
        if one.type == "credit_note":
            one.corrects = bills.get(one.data.get("bill"))


def shown(records: Iterable[tuple[str, str, dict[str, Any]]]) -> dict[Key, dict[str, Any]]:
    """The records that are a member's documents: no drafts, and no bills of no kind."""
    return {
        (kind, id): data
        for kind, id, data in records
        if kind in CREDITS or (kind == "bill" and data.get("kind") and not data.get("draft"))
    }
