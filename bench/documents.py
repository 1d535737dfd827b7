"""The documents that all ways of booking are measured on.

Each is an invoice of one line without tax, and the payment that pays it wholly.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

FIRST = date(2022, 1, 3)
DAYS = 1200  # over which the documents are spread


@dataclass(frozen=True)
class Document:
    "`member` counts from 0; `amount` is in euros"
    number: str
    member: int
    label: str
    amount: Decimal
    day: date
    paid: date


def documents(count: int, members: int) -> list[Document]:
    "By date, each member in turn; the same arguments give the same documents"
    made = []
    for index in range(count):
        day = FIRST + timedelta(days=index * DAYS // count)
        made.append(Document(
            number=f'{day:%Y%m}-{index + 1:06d}', member=index % members,
            label=f'Fibre partagée, {day:%m/%Y}',
            amount=Decimal('20.00') + Decimal(index % 997) / 100,
            day=day, paid=day + timedelta(days=5 + index % 20)))
    return made


def dump(members: int, made: list[Document]) -> list[dict[str, Any]]:
    "The same in the form of COIN's dump, the payments allocated"
    rows = [_row('members.member', index + 1, **_member(index)) for index in range(members)]
    for pk, document in enumerate(made, 1):
        rows.extend(_bill(pk, document))
    for pk, document in enumerate(made, 1):
        rows.append(_row(
            'billing.payment', pk, member=document.member + 1, date=str(document.paid),
            amount=str(document.amount), payment_mean='transfer', bill=None, label='VIREMENT'))
        rows.append(_row(
            'billing.paymentallocation', pk, payment=pk, bill=pk, amount=str(document.amount)))
    return rows


def _row(model: str, pk: int, **fields: Any) -> dict[str, Any]:
    return {'model': model, 'pk': pk, 'fields': fields}


def member_name(index: int) -> str:
    return f'Odile Quéméner {index + 1}'


def _member(index: int) -> dict[str, Any]:
    return {
        'username': f'u{index + 1}', 'type': 'natural_person', 'status': 'member',
        'first_name': '', 'last_name': member_name(index), 'organization_name': '',
        'nickname': '', 'email': f'u{index + 1}@example.net', 'address': '1 venelle du Four',
        'postal_code': '35000', 'city': 'Rennes', 'country': 'France',
        'date_joined': '2022-01-01T08:00:00Z', 'resign_date': None, 'balance': '0.00'}


def _bill(pk: int, document: Document) -> Iterator[dict[str, Any]]:
    yield _row(
        'billing.bill', pk, member=document.member + 1, date=str(document.day), status='open',
        pdf='')
    yield _row(
        'billing.invoice', pk, validated=True, number=document.number,
        date_due=str(document.day + timedelta(days=30)))
    yield _row(
        'billing.invoicedetail', pk, label=document.label, amount=str(document.amount),
        quantity='1', tax='0.0', invoice=pk, offersubscription=None,
        period_from=None, period_to=None)
