"""COIN's bills, and the payments and credit notes against them.

A bill is a row of the parent and one of a child with the same pk. No total is stored: a
line's gross is rounded half to even, and its tax is the gross less the net. Whether a bill is paid
(`closed`) follows from the payments, and is not in the record.
"""

from collections import defaultdict
from decimal import Decimal

from django.apps import apps
from django.db.models import F

from .. import conf
from ..values import day, id_of, money, number, rate, text, to_cents

DISPUTED = "trouble"
CREDIT_NOTE = "creditnote"
ZERO = Decimal("0.00")
CHILDREN = {
    "invoice": "billing.Invoice",
    "membership_fee": "billing.MembershipFee",
    "donation": "billing.Donation",
}


def _rows(label):
    return apps.get_model(label)._base_manager


def bills(keys):
    """Yield ("bill", data) for those that exist, in five queries however many there are."""
    children = {
        kind: {row["id"]: row for row in _rows(label).filter(pk__in=keys).values()}
        for kind, label in CHILDREN.items()
    }
    lines = defaultdict(list)
    details = _rows("billing.InvoiceDetail").filter(invoice__in=keys).order_by("pk")
    for row in details.annotate(offer_id=F("offersubscription__offer")).values():
        lines[row["invoice_id"]].append(invoice_line(row))
    for base in _rows("billing.Bill").filter(pk__in=keys).values():
        kinds = [kind for kind in CHILDREN if base["id"] in children[kind]]
        # A bill is of one kind: what is of none, or of two, is refused
        kind = kinds[0] if len(kinds) == 1 else None
        row = children[kind][base["id"]] if kind else {}
        yield "bill", bill(base, kind, row, lines[base["id"]])


def bill(base, kind, row, lines):
    """`row` is the child's, `lines` an invoice's; without a kind the bridge refuses the bill."""
    draft = kind == "invoice" and not row["validated"]
    if kind == "invoice":
        lines = lines or [_flat_line("", ZERO)]
    elif kind:
        lines = [_flat_line(_label(kind, row), row["_amount"], row)]
    else:
        lines = []
    return {
        "id": str(base["id"]),
        "kind": kind,
        "member": id_of(base["member_id"]),
        "number": text(row.get("number")) or None,
        "date": day(base["date"]),
        "due": day(row.get("date_due")),
        "draft": draft,
        "disputed": base.get("status") == DISPUTED,
        "start": day(row.get("start_date")),
        "end": day(row.get("end_date")),
        "total": _sum(line["gross"] for line in lines),
        "lines": lines,
    }


def _label(kind, row):
    if kind == "donation":
        return "Don"
    start, end = row.get("start_date"), row.get("end_date")
    if start and end:
        return f"Cotisation du {start:%d/%m/%Y} au {end:%d/%m/%Y}"
    return "Cotisation"


def _line(**fields):
    return {
        "offer": None,
        "account": None,
        "subscription": None,
        "start": None,
        "end": None,
        **fields,
    }


def _flat_line(label, amount, row=None):
    row = row or {}
    return _line(
        label=label,
        quantity="1",
        unit_price=money(amount),
        tax_rate="0.00",
        net=money(amount),
        tax="0.00",
        gross=money(amount),
        start=day(row.get("start_date")),
        end=day(row.get("end_date")),
    )


def invoice_line(row):
    """`row` has `offer_id` besides its own columns: the offer of its subscription."""
    price, quantity, tax = row["amount"], row["quantity"], row["tax"]
    return _line(
        label=text(row.get("label")),
        quantity=number(quantity),
        unit_price=number(price),
        tax_rate=rate(tax),
        **_amounts(price, quantity, tax),
        offer=id_of(row["offer_id"]),
        subscription=id_of(row["offersubscription_id"]),
        start=day(row.get("period_from")),
        end=day(row.get("period_to")),
    )


def _amounts(price, quantity, tax):
    """None of what cannot be worked out, as the price, the quantity or the rate is no number."""
    try:
        net, gross = to_cents(price, quantity), to_cents(price, 1 + tax / 100, quantity)
    except (TypeError, ArithmeticError):
        return {"net": None, "tax": None, "gross": None}
    return {"net": money(net), "tax": money(gross - net), "gross": money(gross)}


def _sum(amounts):
    """None if one of them is none."""
    try:
        return money(sum(map(Decimal, amounts), ZERO))
    except (TypeError, ArithmeticError):
        return None


def credits(keys):
    """Payments; one of means `creditnote` is not money, but a credit on the bill that it names."""
    given = _allocations(keys)
    for row in _rows("billing.Payment").filter(pk__in=keys).values():
        yield credit(row, None if given is None else given[row["id"]])


def credit(row, allocations):
    """Return (type, data); `allocations` None leaves them to the ledger."""
    data = {
        "id": str(row["id"]),
        "member": id_of(row["member_id"]),
        "date": day(row["date"]),
        "label": text(row.get("label")),
        "bill": id_of(row["bill_id"]),
        "allocations": allocations,
    }
    if row["payment_mean"] == CREDIT_NOTE:
        return "credit_note", data | {"total": money(row["amount"]), "number": None}
    return "payment", data | {"amount": money(row["amount"]), "means": row["payment_mean"]}


def _allocations(keys):
    """{payment: one for each bill, ordered by its id}; None if the ledger allocates.

    COIN deletes and makes these rows again at will: their pks and their order mean nothing.
    """
    if conf.get("ALLOCATIONS") == "ledger":
        return None
    sums = defaultdict(lambda: defaultdict(Decimal))
    for row in _rows("billing.PaymentAllocation").filter(payment__in=keys).values():
        sums[row["payment_id"]][row["bill_id"]] += row["amount"]
    return defaultdict(list, {payment: allocations(bills) for payment, bills in sums.items()})


def allocations(bills):
    """From {pk of a bill: amount}; ordered by pk, so that equal ones have equal digests."""
    return [{"bill": str(bill), "amount": money(amount)} for bill, amount in sorted(bills.items())]
