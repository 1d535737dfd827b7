"""COIN's names, and how its rows become records.

A site whose COIN differs edits this file alone.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from ..contract.records import (
    Allocation,
    Bill,
    BillLine,
    CreditNote,
    Member,
    Offer,
    Payment,
    Subscription,
    Type,
)
from ..contract.values import CENT, to_cents
from .row import BillRows, CreditRows, Row

OFFER = "offers.offer"
MEMBER = "members.member"
SUBSCRIPTION = "offers.offersubscription"
BILL = "billing.bill"
INVOICE = "billing.invoice"
INVOICE_LINE = "billing.invoicedetail"
FEE = "billing.membershipfee"
DONATION = "billing.donation"
PAYMENT = "billing.payment"
ALLOCATION = "billing.paymentallocation"
BILL_MODELS = (BILL, INVOICE, FEE, DONATION)  # rows of one bill share their pk

# The type of record that a row belongs to, and the field that names the record, unless its pk does
BELONGS: dict[str, tuple[Type, str | None]] = {
    OFFER: ("offer", None),
    MEMBER: ("member", None),
    SUBSCRIPTION: ("subscription", None),
    BILL: ("bill", None),
    INVOICE: ("bill", None),
    FEE: ("bill", None),
    DONATION: ("bill", None),
    INVOICE_LINE: ("bill", "invoice"),
    PAYMENT: ("payment", None),
    ALLOCATION: ("payment", "payment"),
}
# The field by which a row names another row, whose fields it needs
REFERS = {INVOICE_LINE: "offersubscription"}
MEMBER_FIELD, DATE_FIELD, MEAN_FIELD, OFFER_FIELD = "member", "date", "payment_mean", "offer"
LINE_OFFER = "offersubscription__offer"  # not in COIN: the offer of the line's subscription
CREDIT_NOTE_MEAN = "creditnote"

KINDS: dict[str, Literal["natural", "legal"]] = {
    "natural_person": "natural",
    "legal_entity": "legal",
}
STATUSES: dict[str, Literal["member", "not_member", "pending"]] = {
    "member": "member",
    "not_member": "not_member",
    "pending": "pending",
}
DISPUTED = {
    "open": False,
    "closed": False,
    "trouble": True,
}  # open or closed follows from the payments
MEANS: dict[str, Literal["transfer", "check", "cash", "card", "other"]] = {
    "transfer": "transfer",
    "check": "check",
    "cash": "cash",
    "card": "card",
    "other": "other",
}

ZERO = Decimal("0.00")


def portal_balance(row: Row) -> Decimal:
    """The balance that the portal itself shows the member; positive: the member is ahead."""
    return row.money("balance", default=ZERO)


def is_credit_note(row: Row) -> bool:
    """COIN keeps its credit notes among the payments."""
    return row.fields.get(MEAN_FIELD) == CREDIT_NOTE_MEAN


def offer(row: Row) -> Offer:
    """Without a billing period it is billed every month, without a price it is free."""
    return Offer(
        id=row.pk,
        reference=row.required_key("reference"),
        name=row.required_text("name"),
        period_months=int(row.number("billing_period", decimals=0))
        if row.fields.get("billing_period") is not None
        else 1,
        period_price=row.money("period_fees", default=ZERO),
        setup_price=row.money("initial_fees", default=ZERO),
        billable=not row.yes_or_no("non_billable", default=False),
    )


def member(row: Row) -> Member:
    """A member without a name or a nickname goes by the log-in name."""
    kind = row.choice("type", KINDS)
    first, last, organization = (
        row.text("first_name"),
        row.text("last_name"),
        row.text("organization_name"),
    )
    nickname = row.text("nickname")
    named = organization if kind == "legal" else first or last
    if not named and not nickname:
        nickname = row.required_text("username")
    return Member(
        id=row.pk,
        number=row.pk,
        kind=kind,
        first_name=first,
        last_name=last,
        organization_name=organization,
        nickname=nickname,
        status=row.choice("status", STATUSES),
        joined=row.day_in_paris("date_joined"),
        left=row.day_in_paris("resign_date"),
        email=row.text("email"),
        phone=row.text("home_phone_number"),
        mobile=row.text("mobile_phone_number"),
        street=row.text("address"),
        postal_code=row.text("postal_code"),
        city=row.text("city"),
        country=row.text("country"),
        comment=row.text("comments"),
    )


def subscription(row: Row) -> Subscription:
    """Without a `resign_date` it still runs."""
    return Subscription(
        id=row.pk,
        member=row.required_reference("member"),
        offer=row.required_reference("offer"),
        start=row.required_day("subscription_date"),
        end=row.day("resign_date"),
        comment=row.text("comments"),
    )


def bill(rows: BillRows) -> Bill:
    """The total is that of the lines; raises Misread unless the pk has one parent and one child."""
    pk = rows.pk
    base = rows.base
    children = [row for row in (rows.invoice, rows.fee, rows.donation) if row]
    if base is None:
        orphan = children[0] if children else rows.lines[0]
        raise orphan.misread(
            "child_missing" if children else "reference_form", "bill" if children else "invoice", pk
        )
    if not children:
        raise base.misread("child_missing", "bill", pk)
    if len(children) > 1:
        raise children[1].misread("duplicate_row", "bill", pk)
    if rows.lines and not rows.invoice:
        raise rows.lines[0].misread("reference_form", "invoice", pk)
    disputed = base.choice("status", DISPUTED) if base.fields.get("status") is not None else False
    kind, lines, draft = _lines(rows, children[0])
    number = rows.invoice and (
        rows.invoice.key("number") if draft else rows.invoice.required_key("number")
    )
    period = rows.fee
    return Bill(
        id=pk,
        kind=kind,
        member=base.required_reference("member"),
        number=number or None,
        date=base.required_day("date"),
        due=rows.invoice.day("date_due") if rows.invoice else None,
        draft=draft,
        disputed=disputed,
        start=period.day("start_date") if period else None,
        end=period.day("end_date") if period else None,
        total=sum((line.gross for line in lines), ZERO),
        lines=lines,
    )


def _lines(
    rows: BillRows, child: Row
) -> tuple[Literal["invoice", "membership_fee", "donation"], tuple[BillLine, ...], bool]:
    """The kind, the lines, and whether it is a draft; an invoice without lines is one of 0.00."""
    if rows.invoice:
        lines = tuple(map(_invoice_line, rows.lines)) or (_flat_line("", ZERO),)
        return "invoice", lines, not rows.invoice.yes_or_no("validated")
    if rows.fee:
        start, end = rows.fee.day("start_date"), rows.fee.day("end_date")
        label = (
            f"Cotisation du {start:%d/%m/%Y} au {end:%d/%m/%Y}" if start and end else "Cotisation"
        )
        return "membership_fee", (_flat_line(label, rows.fee.money("_amount"), start, end),), False
    return "donation", (_flat_line("Don", child.money("_amount")),), False


def _flat_line(
    label: str, amount: Decimal, start: date | None = None, end: date | None = None
) -> BillLine:
    return BillLine(
        label=label,
        quantity=Decimal(1),
        unit_price=amount,
        tax_rate=ZERO,
        net=amount,
        tax=ZERO,
        gross=amount,
        start=start,
        end=end,
    )


def _invoice_line(row: Row) -> BillLine:
    """COIN rounds the gross of a line, half to even; so the tax is the gross less the net."""
    price, quantity, rate = (
        row.number("amount"),
        row.number("quantity"),
        row.number("tax", decimals=2).quantize(CENT),
    )
    net, gross = to_cents(price, quantity), to_cents(price, 1 + rate / 100, quantity)
    return BillLine(
        label=row.text("label"),
        quantity=quantity,
        unit_price=price,
        tax_rate=rate,
        net=net,
        tax=gross - net,
        gross=gross,
        offer=row.reference(LINE_OFFER),
        subscription=row.reference("offersubscription"),
        start=row.day("period_from"),
        end=row.day("period_to"),
    )


def credit(rows: CreditRows) -> CreditNote | Payment:
    """A payment whose mean is `creditnote` is no money, but a credit note on the bill it names."""
    row, allocations = rows.base, _allocations(rows)
    if is_credit_note(row):
        return CreditNote(
            id=row.pk,
            member=row.required_reference("member"),
            bill=row.required_reference("bill"),
            date=row.required_day("date"),
            total=row.money("amount"),
            label=row.text("label"),
            allocations=allocations,
        )
    return Payment(
        id=row.pk,
        member=row.reference("member"),
        date=row.required_day("date"),
        amount=row.money("amount"),
        means=row.choice(MEAN_FIELD, MEANS),
        label=row.text("label"),
        bill=row.reference("bill"),
        allocations=allocations,
    )


def _allocations(rows: CreditRows) -> tuple[Allocation, ...] | None:
    """One for each bill, ordered by the bill's id as a number.

    COIN deletes these rows and makes them again at will, so their pks and their order say nothing.
    """
    if rows.allocations is None:
        return None
    given = dict[str, Decimal]()
    for row in rows.allocations:
        target = row.required_reference("bill")
        given[target] = given.get(target, ZERO) + row.money("amount")
    return tuple(
        Allocation(bill=target, amount=given[target])
        for target in sorted(given, key=lambda id: (not id.isdigit(), len(id), id))
    )
