"""The invariants of the books, read from the database alone.

They hold after every test that writes; `faults(cursor)` returns what is wrong in words.
"""

CHECKS = {
    "a posted move does not balance": """
        SELECT m.id, sum(l.debit - l.credit) FROM account_move m
        JOIN account_move_line l ON l.move = m.id
        GROUP BY m.id HAVING abs(sum(l.debit - l.credit)) > 0.005""",
    "a move is not posted": "SELECT id FROM account_move WHERE state <> 'posted'",
    "a move has no line": """
        SELECT m.id FROM account_move m
        LEFT JOIN account_move_line l ON l.move = m.id WHERE l.id IS NULL""",
    "a lettering does not sum to zero": """
        SELECT reconciliation, sum(debit - credit) FROM account_move_line
        WHERE reconciliation IS NOT NULL
        GROUP BY reconciliation HAVING abs(sum(debit - credit)) > 0.005""",
    "a lettering has lines of two accounts or parties": """
        SELECT reconciliation FROM account_move_line
        WHERE reconciliation IS NOT NULL GROUP BY reconciliation
        HAVING count(distinct account) > 1 OR count(distinct coalesce(party, 0)) > 1""",
    "a lettering has no line": """
        SELECT r.id FROM account_move_reconciliation r
        LEFT JOIN account_move_line l ON l.reconciliation = r.id WHERE l.id IS NULL""",
    "more is allocated to a bill than its total": """
        SELECT i.id, i.total_amount_cache, sum(l.credit - l.debit) FROM account_invoice i
        JOIN "account_invoice-account_move_line" p ON p.invoice = i.id
        JOIN account_move_line l ON l.id = p.line
        GROUP BY i.id, i.total_amount_cache
        HAVING sum(l.credit - l.debit) > i.total_amount_cache + 0.005""",
    "a payment gives more than its amount, or its fragments do not add up to it": """
        SELECT y.id, y.amount, f.amount FROM asso_payment y LEFT JOIN (
            SELECT m.origin AS origin, sum(l.credit - l.debit) AS amount
            FROM account_move_line l JOIN account_move m ON m.id = l.move
            JOIN account_account a ON a.id = l.account AND a.party_required
            GROUP BY m.origin) f ON f.origin = 'asso.payment,' || y.id
        WHERE y.kind = 'payment' AND y.state = 'booked'
        AND abs(coalesce(f.amount, 0) - y.amount) > 0.005""",
    "an allocated line is of another party than its bill": """
        SELECT p.id FROM "account_invoice-account_move_line" p
        JOIN account_invoice i ON i.id = p.invoice
        JOIN account_move_line l ON l.id = p.line
        JOIN account_move m ON m.id = l.move
        WHERE l.account <> i.account
        OR (l.party <> i.party AND m.origin LIKE 'asso.payment,%')""",
    "the log of allocations differs from what is allocated": """
        SELECT y, bill, sum(amount) FROM (
            SELECT payment AS y, bill, amount FROM asso_allocation WHERE bill IS NOT NULL
            UNION ALL
            SELECT y.id, p.invoice, l.debit - l.credit
            FROM "account_invoice-account_move_line" p
            JOIN account_move_line l ON l.id = p.line
            JOIN account_move m ON m.id = l.move
            JOIN asso_payment y ON m.origin = 'asso.payment,' || y.id
            UNION ALL
            SELECT y.id, p.invoice, l.debit - l.credit
            FROM "account_invoice-account_move_line" p
            JOIN account_move_line l ON l.id = p.line
            JOIN account_invoice n ON n.move = l.move
            JOIN asso_payment y ON y.credit_note = n.id) t
        GROUP BY y, bill HAVING abs(sum(amount)) > 0.005""",
    "a bill is paid while something is open, or the other way round": """
        SELECT i.id, i.state, o.open FROM account_invoice i LEFT JOIN (
            SELECT bill, count(*) AS open FROM (
                SELECT i.id AS bill, l.id FROM account_invoice i
                LEFT JOIN "account_invoice-additional-account_move" a ON a.invoice = i.id
                JOIN account_move_line l
                    ON l.move IN (i.move, a.move) AND l.account = i.account
                LEFT JOIN account_move_reconciliation r ON r.id = l.reconciliation
                WHERE r.id IS NULL OR r.id IN (
                    WITH RECURSIVE unsettled (id) AS (
                        SELECT r.id FROM account_move_reconciliation r
                        JOIN account_move_line d ON d.id = r.delegate_to
                        WHERE d.reconciliation IS NULL
                        UNION SELECT r.id FROM account_move_reconciliation r
                        JOIN account_move_line d ON d.id = r.delegate_to
                        JOIN unsettled ON unsettled.id = d.reconciliation)
                    SELECT id FROM unsettled)
                UNION ALL
                SELECT p.invoice, l.id FROM "account_invoice-account_move_line" p
                JOIN account_move_line l ON l.id = p.line WHERE l.reconciliation IS NULL) b
            GROUP BY bill) o ON o.bill = i.id
        WHERE i.bill_kind <> 'credit_note'
        AND ((i.state = 'paid' AND o.open IS NOT NULL)
            OR (i.state = 'posted' AND o.open IS NULL))""",
    "a bill is covered but not lettered": """
        SELECT i.id FROM account_invoice i
        JOIN (SELECT i.id AS bill, sum(l.debit - l.credit) AS amount
            FROM account_invoice i
            LEFT JOIN "account_invoice-additional-account_move" a ON a.invoice = i.id
            JOIN account_move_line l ON l.move IN (i.move, a.move)
                AND l.account = i.account AND l.party = i.party
            WHERE l.reconciliation IS NULL GROUP BY i.id) o ON o.bill = i.id
        JOIN (SELECT p.invoice AS bill, sum(l.credit - l.debit) AS amount
            FROM "account_invoice-account_move_line" p
            JOIN account_move_line l ON l.id = p.line
            WHERE l.reconciliation IS NULL GROUP BY p.invoice) c ON c.bill = i.id
        WHERE i.bill_kind <> 'credit_note' AND abs(c.amount - o.amount) < 0.005""",
    "a bill is in the books twice": """
        SELECT number FROM account_invoice WHERE type = 'out' AND number IS NOT NULL
        GROUP BY company, number HAVING count(*) > 1""",
    "a move has no journal-period": """
        SELECT m.id FROM account_move m LEFT JOIN account_journal_period j
            ON j.journal = m.journal AND j.period = m.period
        WHERE j.id IS NULL""",
    "an invoice has no move": """
        SELECT id FROM account_invoice WHERE move IS NULL AND state <> 'draft'""",
    "two bindings have one record": """
        SELECT record FROM asso_binding WHERE deleted IS NOT TRUE AND merged IS NOT TRUE
        GROUP BY feed, record HAVING count(*) > 1""",
    "a bill of the portal is bound to nothing": """
        SELECT i.id FROM account_invoice i LEFT JOIN asso_binding b
            ON b.record = 'account.invoice,' || i.id
        WHERE i.bill_kind IN ('invoice', 'membership_fee', 'donation')
        AND i.portal_deleted IS NOT TRUE AND b.id IS NULL AND i.id NOT IN (
            SELECT l.invoice FROM asso_subscription_period p
            JOIN account_invoice_line l ON l.id = p.line)""",
    "a bill of Tryton has other lines than the periods that were billed": """
        SELECT l.id, p.id FROM account_invoice_line l
        JOIN asso_subscription_period p ON p.line = l.id
        WHERE abs(l.quantity * l.unit_price + coalesce(l.portal_tax_amount, 0) - p.amount)
            > 0.0051 OR l.covers_from <> p.first_day OR l.covers_to <> p.last_day""",
    "a period that costs something is on no bill": """
        SELECT id FROM asso_subscription_period WHERE line IS NULL AND abs(amount) > 0.005""",
    "a payment of the portal is bound to nothing": """
        SELECT y.id FROM asso_payment y LEFT JOIN asso_binding b
            ON b.record = 'asso.payment,' || y.id
        WHERE y.feed IS NOT NULL AND y.state <> 'deleted' AND b.id IS NULL""",
    "a binding leads nowhere": """
        SELECT b.id FROM asso_binding b
        LEFT JOIN account_invoice i ON b.record = 'account.invoice,' || i.id
        LEFT JOIN asso_payment y ON b.record = 'asso.payment,' || y.id
        WHERE b.type IN ('bill', 'credit_note', 'payment')
        AND i.id IS NULL AND y.id IS NULL""",
    "a number of a move is missing or there twice": """
        SELECT number FROM account_move GROUP BY company, period, number
        HAVING count(*) > 1 OR number IS NULL""",
    "the totals of an invoice differ from its move": """
        SELECT i.id FROM account_invoice i
        JOIN company_company c ON c.id = i.company AND c.currency = i.currency
        JOIN account_move_line l ON l.move = i.move AND l.account = i.account
        WHERE i.type = 'out' GROUP BY i.id, i.total_amount_cache
        HAVING abs(sum(l.debit - l.credit) - i.total_amount_cache) > 0.005""",
    "what a bill called is not income as far as money pays it": """
        WITH call AS (
            SELECT DISTINCT i.id AS bill, i.account AS owed, l.account AS account
            FROM account_invoice_line l JOIN account_invoice i ON i.id = l.invoice
            JOIN asso_association f ON f.company = i.company
            WHERE l.income_account IS NOT NULL AND i.move IS NOT NULL
            AND l.account <> f.account_opening),
        note AS (
            SELECT y.named_bill AS bill, y.credit_note AS note FROM asso_payment y
            WHERE y.credit_note IS NOT NULL AND y.state <> 'deleted'
            UNION SELECT b.invoice, l.invoice FROM account_invoice_line l
            JOIN account_invoice_line b ON l.origin = 'account.invoice.line,' || b.id),
        calling AS (
            SELECT i.id AS bill, i.move AS move FROM account_invoice i
            UNION SELECT n.bill, i.move FROM note n JOIN account_invoice i ON i.id = n.note),
        cancelling AS (
            SELECT bill, move FROM calling UNION SELECT c.bill, m.id FROM calling c
            JOIN account_move m ON m.origin = 'account.move,' || c.move),
        net AS (
            SELECT d.bill, d.account,
                sum(CASE WHEN l.account = d.owed THEN l.debit - l.credit ELSE 0 END) AS due,
                sum(CASE WHEN l.account = d.account THEN l.credit - l.debit ELSE 0 END) AS called
            FROM call d JOIN cancelling c ON c.bill = d.bill
            JOIN account_move_line l ON l.move = c.move GROUP BY d.bill, d.account),
        own AS (
            SELECT DISTINCT i.id AS bill, l.id AS line, l.debit - l.credit AS amount,
                l.reconciliation, CASE WHEN l.reconciliation IS NULL OR r.delegate_to IN (
                    SELECT id FROM account_move_line WHERE reconciliation IS NULL)
                    THEN 0 ELSE 1 END AS settled
            FROM account_invoice i
            LEFT JOIN "account_invoice-additional-account_move" a ON a.invoice = i.id
            JOIN account_move_line l ON l.move IN (i.move, a.move) AND l.account = i.account
            LEFT JOIN account_move_reconciliation r ON r.id = l.reconciliation
            WHERE i.id IN (SELECT bill FROM call)),
        paying AS (
            SELECT p.invoice AS bill, l.id AS line, l.credit - l.debit AS amount,
                l.reconciliation AS reconciliation, m.origin AS origin
            FROM "account_invoice-account_move_line" p
            JOIN account_move_line l ON l.id = p.line JOIN account_move m ON m.id = l.move),
        undone AS (
            SELECT p.bill, p.line, p.amount FROM paying p
            JOIN asso_payment y ON p.origin = 'asso.payment,' || y.id
                AND y.kind = 'credit_note' AND y.named_bill = p.bill
            WHERE p.reconciliation IS NULL
                OR p.reconciliation IN (SELECT reconciliation FROM own WHERE bill = p.bill)
            UNION SELECT n.bill, l.id, l.credit - l.debit FROM note n
            JOIN account_invoice i ON i.id = n.note
            JOIN account_move_line l ON l.move = i.move AND l.account = i.account
            JOIN own o ON o.bill = n.bill AND o.reconciliation = l.reconciliation),
        money AS (
            SELECT bill, sum(amount) AS amount FROM (
                SELECT bill, amount FROM own WHERE settled = 1
                UNION ALL SELECT bill, amount FROM paying WHERE reconciliation IS NULL
                UNION ALL SELECT bill, -amount FROM undone) t GROUP BY bill),
        lost AS (
            SELECT o.bill FROM own o JOIN account_move_line l
                ON l.reconciliation = o.reconciliation
            JOIN account_move_line other ON other.move = l.move
            JOIN account_account a ON a.id = other.account
            JOIN account_account_type t ON t.id = a.type AND t.statement = 'income'
            WHERE l.move NOT IN (SELECT move FROM account_invoice WHERE move IS NOT NULL)),
        moved AS (
            SELECT d.bill, d.account, sum(l.debit - l.credit) AS amount FROM call d
            JOIN account_move m ON m.origin = 'account.invoice,' || d.bill
            JOIN account_move_line l ON l.move = m.id AND l.account = d.account
            WHERE m.id NOT IN (SELECT move FROM cancelling WHERE bill = d.bill)
            GROUP BY d.bill, d.account)
        SELECT n.bill, n.due, n.called, coalesce(p.amount, 0), coalesce(r.amount, 0)
        FROM net n JOIN account_invoice i ON i.id = n.bill
        LEFT JOIN money p ON p.bill = n.bill
        LEFT JOIN moved r ON r.bill = n.bill AND r.account = n.account
        WHERE n.bill NOT IN (SELECT bill FROM lost)
        AND abs(coalesce(r.amount, 0) - CASE
            WHEN n.due <= 0 OR i.portal_deleted OR coalesce(p.amount, 0) <= 0 THEN 0
            WHEN p.amount >= n.due THEN n.called
            ELSE n.called * p.amount / n.due END) > 0.006""",
    }


def faults(cursor):
    "What is wrong with the books: [(what, the first rows)], empty when all is well."
    found = []
    for what, query in CHECKS.items():
        cursor.execute(query)
        rows = cursor.fetchall()
        if rows:
            found.append((what, [tuple(row) for row in rows[:3]]))
    return found
