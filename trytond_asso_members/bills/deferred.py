"""Bills of an older release, whose lines did not remember where they become income."""
from sql import Null
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk

KINDS = {'membership_fee': 'fee', 'donation': 'donation'}


def remember():
    """Have the lines of fees and gifts on deferral accounts remember their income account.

    It is the account to which a part of the bill has gone already, or else the association's.
    """
    pool = Pool()
    settings = _settings()
    if not settings:
        return
    line = pool.get('account.invoice.line').__table__()
    cursor = Transaction().connection.cursor()
    lines = _lines(settings)
    known = _known({bulk.reference('account.invoice', bill) for _, bill, *_ in lines})
    by_income = {}
    for id_, bill, kind, company, account, journal in lines:
        income, opening, when = settings[company, kind]
        # Opening entries stood against the opening account, whenever they are income
        if journal == 'situation' and (when != 'payment' or account != opening):
            continue
        by_income.setdefault(known.get(bill, income), []).append(id_)
    for income, ids in by_income.items():
        for start in range(0, len(ids), bulk.PARAMS):
            cursor.execute(*line.update(
                    [line.income_account], [income],
                    where=bulk.among(line.id, ids[start:start + bulk.PARAMS])))


def _settings():
    "Return {(company, kind): (income account, opening account, when it is income)}."
    t = Pool().get('asso.association').__table__()
    return {
        (company, kind): (income, opening, when)
        for company, opening, *rest in bulk.select(t.select(
                t.company, t.account_opening, t.account_fee, t.fee_income,
                t.account_donation, t.donation_income))
        for kind, income, when in [
            ('membership_fee', *rest[:2]), ('donation', *rest[2:])]}


def _lines(settings):
    "The lines of fees and gifts that are not on a revenue account."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.invoice.line').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    journal = pool.get('account.journal').__table__()
    return bulk.select(line
        .join(invoice, condition=line.invoice == invoice.id)
        .join(journal, condition=invoice.journal == journal.id)
        .join(account, condition=line.account == account.id)
        .join(type_, condition=account.type == type_.id)
        .select(
            line.id, invoice.id, invoice.bill_kind, invoice.company, account.id,
            journal.type,
            where=invoice.bill_kind.in_(list(KINDS))
            & bulk.among(invoice.company, {company for company, _ in settings})
            & ((type_.revenue == Null) | (type_.revenue == False))))  # noqa: E712


def _known(origins):
    "Return {bill: the account on which part of it became income}."
    pool = Pool()
    move = pool.get('account.move').__table__()
    line = pool.get('account.move.line').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    return {
        bulk.referred(origin): account_id
        for origin, account_id, _ in sorted(bulk.select_among(
            lambda where: move
            .join(line, condition=line.move == move.id)
            .join(account, condition=line.account == account.id)
            .join(type_, condition=account.type == type_.id)
            .select(
                move.origin, account.id, move.id,
                where=where & (type_.statement == 'income')),
            move.origin, origins), key=lambda row: row[-1])}
