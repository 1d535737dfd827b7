"""What a member's page shows of COIN: all that is the member's, in two queries."""

from collections import defaultdict
from decimal import Decimal
from functools import cache
from itertools import groupby

from django.apps import apps
from django.db.models import Q

from .. import conf
from ..united import United, columns, part, parts_of
from .documents import CHILDREN, allocations, bill, credit, invoice_line
from .records import offer, subscription

OFFER = "offer__"
DIGITS = 9  # of a pk that any database takes


def name_of(member):
    """The member's name; None if there is no such member."""
    if not (member.isascii() and member.isdigit() and len(member) <= DIGITS):
        return None
    found = _model("members.Member").objects.filter(pk=member).first()
    return str(found) if found and str(found.pk) == member else None


def name_of_user(user):
    """The name of the member who is logged in, without a query."""
    return str(user)


def pdf_of(bill):
    """The file that COIN made of this bill, open; None if there is none."""
    row = _model("billing.Bill")._base_manager.filter(pk=bill).first()
    file = getattr(row, "pdf", None)
    try:
        return file.open() if file else None
    except OSError:  # it is named, and gone
        return None


def records_of(member):
    """The member's bills, credit notes, payments and subscriptions, and the offers these name."""
    return [*_bills().of(member), *_credits_and_subscriptions(member)]


def _model(label):
    return apps.get_model(label)


def _joined(label, field):
    """The model, and the prefix by which a query of its parent reaches it through this field."""
    model = _model(label)
    named = model._meta.pk if field == "pk" else model._meta.get_field(field)
    return model, f"{named.related_query_name()}__"


class _Bills:
    """A query of all bills with their lines, made once, and how its rows are read."""

    def __init__(self):
        base = _model("billing.Bill")
        children = {kind: _joined(label, "pk") for kind, label in CHILDREN.items()}
        lines, step = _joined("billing.InvoiceDetail", "invoice")
        of_line = children["invoice"][1] + step
        names = [name for model, prefix in children.values() for name in columns(model, prefix)]
        self._line, self._offer = f"{of_line}id", f"{of_line}offersubscription__offer"
        self._rows = base._base_manager.order_by("date", "pk", f"{of_line}pk").values(
            *columns(base), *names, *columns(lines, of_line), self._offer
        )
        self._read_line = parts_of(columns(lines, of_line), of_line)
        self._readers = {
            kind: (prefix + model._meta.pk.attname, parts_of(columns(model, prefix), prefix))
            for kind, (model, prefix) in children.items()
        }

    def of(self, member):
        rows = self._rows.filter(member=member)
        for _, group in groupby(rows, key=lambda row: row["id"]):
            group = list(group)
            first = group[0]
            found = [
                (kind, read(first))
                for kind, (key, read) in self._readers.items()
                if first[key] is not None
            ]
            kind, row = found[0] if len(found) == 1 else (None, {})
            details = [
                invoice_line(self._read_line(each) | {"offer_id": each[self._offer]})
                for each in group
                if each[self._line] is not None
            ]
            yield "bill", str(first["id"]), bill(first, kind, row, details)


_bills = cache(_Bills)


@cache
def _credited_and_subscribed():
    """Payments with what they give, and subscriptions with their offers."""
    payments, subscriptions = _model("billing.Payment"), _model("offers.OfferSubscription")
    given, prefix = _joined("billing.PaymentAllocation", "payment")
    offers = columns(_model("offers.Offer"), OFFER)
    both = United(
        (payments, columns(payments) | columns(given, prefix)),
        (subscriptions, columns(subscriptions) | offers),
    )
    return both, prefix


def _credits_and_subscriptions(member):
    both, prefix = _credited_and_subscribed()
    credits, subscribed = both.read(Q(member=member), Q(member=member))
    yield from _credits(credits, prefix)
    for row in sorted(subscribed, key=lambda row: (row["subscription_date"], row["id"])):
        offered, taken = offer(part(row, OFFER)), subscription(row)
        yield "offer", offered["id"], offered
        yield "subscription", taken["id"], taken


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
