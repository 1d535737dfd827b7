"""The snapshot call beside one plain SQL query that gives the same figures."""
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.databases import Database
from tests.server import Server

RUNS = 9
# For each member of the feed its balance, and what is open: bills with what is still owed, payments
# with what they still give
QUERY = """
WITH open AS (
    SELECT l.party, coalesce(attached.invoice, own.id) AS bill,
        CASE WHEN attached.invoice IS NULL THEN payment.id END AS payment,
        CASE WHEN attached.invoice IS NULL AND own.id IS NULL AND payment.id IS NULL
            THEN l.id END AS line,
        sum(l.credit - l.debit) AS amount, min(m.date) AS date
    FROM account_move_line l
    JOIN account_move m ON m.id = l.move AND m.state = 'posted'
    JOIN account_account a ON a.id = l.account
    JOIN account_account_type t ON t.id = a.type AND t.receivable
    LEFT JOIN "account_invoice-account_move_line" attached ON attached.line = l.id
    LEFT JOIN account_invoice own ON own.move = m.id AND own.account = l.account
    LEFT JOIN asso_payment payment
        ON m.origin = 'asso.payment,' || payment.id OR payment.credit_note = own.id
    WHERE l.reconciliation IS NULL
    GROUP BY 1, 2, 3, 4)
SELECT mb.external_id, member.number,
    coalesce(sum(open.amount) OVER (PARTITION BY member.id), 0) AS balance,
    CASE WHEN open.payment IS NOT NULL THEN payment.kind WHEN open.bill IS NOT NULL THEN 'bill'
        WHEN open.line IS NOT NULL THEN 'other' END AS type,
    coalesce(pb.external_id, bb.external_id) AS entry, bill.number, bill.description,
    payment.label, coalesce(payment.date, bill.invoice_date, open.date) AS date,
    bill.payment_term_date, coalesce(payment.amount, bill.total_amount_cache) AS amount,
    open.amount AS residual
FROM asso_member member
LEFT JOIN asso_binding mb ON mb.record = 'asso.member,' || member.id
LEFT JOIN open ON open.party = member.party
LEFT JOIN asso_payment payment ON payment.id = open.payment
LEFT JOIN account_invoice bill ON bill.id = open.bill
LEFT JOIN asso_binding pb ON pb.record = 'asso.payment,' || open.payment
LEFT JOIN asso_binding bb ON bb.record = 'account.invoice,' || open.bill
ORDER BY member.id, date, entry
"""


@dataclass
class Compared:
    "Medians, in seconds"
    call: float
    query: float
    members: int
    entries: int


def measure(server: Server, database: Database) -> Compared:
    proxy = server.bridge()
    feed = proxy.model.asso.feed

    def call() -> Any:
        return feed.snapshot('portal', '', {})

    with database.connect() as connection:
        def query() -> Any:
            return connection.execute(QUERY).fetchall()
        answer, rows = json.loads(call()), query()
        entries = _same(answer, rows)
        compared = Compared(
            _median(call), _median(query), len(answer['members']), entries)
    connection.close()
    return compared


def _median(function: Callable[[], Any]) -> float:
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _same(answer: Any, rows: list[Any]) -> int:
    "The number of open entries, once both are seen to say the same"
    asked = {
        (member['id'], entry['type'], entry['id']): (
            Decimal(member['balance']), abs(Decimal(entry['residual'])))
        for member in answer['members'] for entry in member['entries']}
    plain = {
        (row[0], row[3], row[4]): (row[2], abs(row[-1])) for row in rows if row[3]}
    if asked != plain:
        different = sorted(asked.items() ^ plain.items(), key=str)[:4]
        raise AssertionError(f'the snapshot and the query differ: {different}')
    return len(plain)
