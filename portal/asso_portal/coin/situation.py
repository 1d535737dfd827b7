"""What a member's page shows of COIN: all that is the member's, in two queries."""

from collections import defaultdict
from decimal import Decimal
from itertools import groupby

from django.apps import apps
from django.db.models import F, Value

from .. import conf
from .documents import CHILDREN, allocations, bill, credit, invoice_line
from .records import offer, subscription

DIGITS = 9  # of a pk that any database takes


def name_of(member):
    """The member's name; None if there is no such member."""
    if not (member.isascii() and member.isdigit() and len(member) <= DIGITS):
        return None
    found = _model("members.Member").objects.filter(pk=member).first()
    return str(found) if found and str(found.pk) == member else None


def records_of(member):
    """The member's bills, credit notes, payments and subscriptions, and the offers these name."""
    return [*_bills(member), *_credits_and_subscriptions(member)]


def _model(label):
    return apps.get_model(label)


def _columns(model, prefix=""):
    return {prefix + field.attname: field for field in model._meta.local_concrete_fields}


def _part(row, prefix):
    return {name.removeprefix(prefix): row[name] for name in row if name.startswith(prefix)}


def _joined(label, field):
    """The model, and the prefix by which a query of its parent reaches it through this field."""
    model = _model(label)
    named = model._meta.pk if field == "pk" else model._meta.get_field(field)
    return model, f"{named.related_query_name()}__"


def _bills(member):
    base = _model("billing.Bill")
    children = {kind: _joined(label, "pk") for kind, label in CHILDREN.items()}
    lines, step = _joined("billing.InvoiceDetail", "invoice")
    of_line = children["invoice"][1] + step
    of_offer = f"{of_line}offersubscription__offer"
    names = [name for model, prefix in children.values() for name in _columns(model, prefix)]
    rows = (
        base._base_manager.filter(member=member)
        .order_by("date", "pk", f"{of_line}pk")
        .values(*_columns(base), *names, *_columns(lines, of_line), of_offer)
    )
    for _, group in groupby(rows, key=lambda row: row["id"]):
        group = list(group)
        first = group[0]
        found = [
            (kind, _part(first, prefix))
            for kind, (model, prefix) in children.items()
            if first[prefix + model._meta.pk.attname] is not None
        ]
        kind, row = found[0] if len(found) == 1 else (None, {})
        details = [
            invoice_line(_part(each, of_line) | {"offer_id": each[of_offer]})
            for each in group
            if each[f"{of_line}id"] is not None
        ]
        yield "bill", str(first["id"]), bill(first, kind, row, details)


def _credits_and_subscriptions(member):
    payments, subscriptions = _model("billing.Payment"), _model("offers.OfferSubscription")
    given, prefix = _joined("billing.PaymentAllocation", "payment")
    parts = {
        payments: _columns(payments) | _columns(given, prefix),
        subscriptions: _columns(subscriptions) | _columns(_model("offers.Offer"), "offer__"),
    }
    rows = _united(parts, member)
    yield from _credits(rows[payments], prefix)
    for row in sorted(rows[subscriptions], key=lambda row: (row["subscription_date"], row["id"])):
        offered, subscribed = offer(_part(row, "offer__")), subscription(row)
        yield "offer", offered["id"], offered
        yield "subscription", subscribed["id"], subscribed


def _united(parts, member):
    """The member's rows of each model, in one query; `parts`: {model: {path of a column: field}}.

    A row of the query has the columns of all models, with values in those of its own.
    """
    columns = [(model, path) for model in parts for path in parts[model]]
    union = None
    for number, model in enumerate(parts):
        own = [
            F(path) if of is model else Value(None, output_field=parts[of][path])
            for of, path in columns
        ]
        rows = model._base_manager.filter(member=member).order_by()
        rows = rows.values_list(Value(number), *own)
        union = rows if union is None else union.union(rows, all=True)
    found = {model: [] for model in parts}
    models = list(parts)
    for number, *values in union:
        found[models[number]].append(
            {
                path: value
                for (model, path), value in zip(columns, values, strict=True)
                if model is models[number]
            }
        )
    return found


def _credits(rows, prefix):
    decided = conf.get("ALLOCATIONS") != "ledger"
    rows = sorted(rows, key=lambda row: (row["date"], row["id"]))
    for _, group in groupby(rows, key=lambda row: row["id"]):
        bills = defaultdict(Decimal)
        for row in group:
            if row[f"{prefix}bill_id"] is not None:
                bills[row[f"{prefix}bill_id"]] += row[f"{prefix}amount"]
        kind, data = credit(row, allocations(bills) if decided else None)
        yield kind, data["id"], data
