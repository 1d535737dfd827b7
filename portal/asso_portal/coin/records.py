"""COIN's names, and how its rows become records of the contract."""

from django.apps import apps

from ..values import day, id_of, money, text
from .documents import bills, credits

# The models that each source is read from, and the field by which a row names its record
SOURCES = {
    "offer": {"offers.Offer": "pk"},
    "member": {"members.Member": "pk"},
    "subscription": {"offers.OfferSubscription": "pk"},
    "bill": {
        "billing.Bill": "pk",
        "billing.Invoice": "pk",
        "billing.MembershipFee": "pk",
        "billing.Donation": "pk",
        "billing.InvoiceDetail": "invoice",
    },
    "payment": {"billing.Payment": "pk", "billing.PaymentAllocation": "payment"},
}
# The fields that a record needs; any other has a default if a site does not have it
REQUIRES = {
    "offers.Offer": ["reference", "name"],
    "members.Member": ["username", "type", "status"],
    "offers.OfferSubscription": ["member", "offer", "subscription_date"],
    "billing.Bill": ["member", "date"],
    "billing.Invoice": ["number", "validated"],
    "billing.MembershipFee": ["_amount"],
    "billing.Donation": ["_amount"],
    "billing.InvoiceDetail": ["invoice", "amount", "quantity", "tax", "offersubscription"],
    "billing.Payment": ["member", "payment_mean", "amount", "date", "bill"],
    "billing.PaymentAllocation": ["bill", "payment", "amount"],
}
KINDS = {"natural_person": "natural", "legal_entity": "legal"}


def records(source, keys):
    """{key: [(type, id, data)]} of those that exist, in a few queries for all of them."""
    return {data["id"]: [(kind, data["id"], data)] for kind, data in READERS[source](keys)}


def dependents(source, keys):
    """A bill's line names the offer of its subscription."""
    if source != "subscription":
        return {}
    lines = apps.get_model("billing.InvoiceDetail")._base_manager
    bills = lines.filter(offersubscription__in=keys).values_list("invoice", flat=True)
    return {"bill": list(map(str, bills.distinct()))}


def _rows(label, keys):
    return apps.get_model(label)._base_manager.filter(pk__in=keys).values()


def _offers(keys):
    for row in _rows("offers.Offer", keys):
        yield "offer", offer(row)


def offer(row):
    """Without a billing period it is billed every month, without a price it is free."""
    months = row.get("billing_period")
    return {
        "id": str(row["id"]),
        "reference": text(row["reference"]),
        "name": text(row["name"]),
        "period_months": 1 if months is None else months,
        "period_price": money(row.get("period_fees") or 0),
        "setup_price": money(row.get("initial_fees") or 0),
        "billable": not row.get("non_billable"),
    }


def _members(keys):
    for row in _rows("members.Member", keys):
        yield "member", _member(row)


def _member(row):
    """A member without a name is called by the log-in name."""
    kind = KINDS.get(row["type"], row["type"])
    names = {
        field: text(row.get(field)) for field in ("first_name", "last_name", "organization_name")
    }
    named = (
        names["organization_name"]
        if kind == "legal"
        else any((names["first_name"], names["last_name"]))
    )
    nickname = text(row.get("nickname"))
    return {
        "id": str(row["id"]),
        "number": str(row["id"]),
        "kind": kind,
        **names,
        "nickname": nickname if named or nickname else text(row["username"]),
        "status": row["status"],
        "joined": day(row.get("date_joined")),
        "left": day(row.get("resign_date")),
        "email": text(row.get("email")),
        "phone": text(row.get("home_phone_number")),
        "mobile": text(row.get("mobile_phone_number")),
        "street": text(row.get("address")),
        "postal_code": text(row.get("postal_code")),
        "city": text(row.get("city")),
        "country": text(row.get("country")),
        "comment": text(row.get("comments")),
    }


def _subscriptions(keys):
    for row in _rows("offers.OfferSubscription", keys):
        yield "subscription", subscription(row)


def subscription(row):
    """Without a `resign_date` it still runs."""
    return {
        "id": str(row["id"]),
        "member": id_of(row["member_id"]),
        "offer": id_of(row["offer_id"]),
        "start": day(row["subscription_date"]),
        "end": day(row.get("resign_date")),
        "comment": text(row.get("comments")),
    }


READERS = {
    "offer": _offers,
    "member": _members,
    "subscription": _subscriptions,
    "bill": bills,
    "payment": credits,
}


def member_of(user):
    """The id of the member who is logged in; None if nobody is."""
    return str(user.pk) if user.is_authenticated else None
