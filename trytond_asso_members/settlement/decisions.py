"""Who decides about a payment, and the log of allocations brought in line with the lines."""
from collections import defaultdict
from decimal import Decimal

from sql.aggregate import Max, Sum
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from ..books.periods import Calendar
from ..feed.binding import AGAIN
from . import excess
from .act import Act
from .positions import Positions


def own_context(payments):
    "A person need only be allowed to letter: what follows is written without asking for rights."
    Payment = Pool().get('asso.payment')
    context = {'_asso_feed': True, '_check_access': False}
    for payment in Payment.browse(list(payments)[:1]):
        if not Pool().get('asso.association').of(payment.company).by_sets:
            context['_asso_own_way'] = True
    return Transaction().set_context(**context)


def follow(payments, reason, decided=True, undone=False):
    """Bring the log in line with what the payments (ids) give by now.

    With `decided`, persons allocate them from now on.  With `undone`, whoever decided before
    does so again, if they give again what they gave before.
    """
    Payment = Pool().get('asso.payment')
    by_company = defaultdict(list)
    for payment in Payment.browse(list(payments)):
        if payment.state == 'booked':
            by_company[payment.company].append(payment)
    for company, theirs in by_company.items():
        rows = differences(company, theirs, reason)
        if not rows:
            continue
        with own_context(payments):
            if decided:
                decide({row['payment'] for row in rows})
            Pool().get('asso.allocation').log(rows)
            if not decided:
                excess.keep(rows)
            if undone:
                _restore({row['payment'] for row in rows})


def differences(company, payments, reason):
    "The rows that the log lacks, so that it says what the lines say."
    association = Pool().get('asso.association').of(company)
    act = Act(association, Calendar(company))
    positions = Positions.of(act, {p.party.id for p in payments})
    logged = _logged([p.id for p in payments])
    rows = []
    for payment in payments:
        position = positions.payments[payment.id]
        missing = defaultdict(Decimal, position.given)
        missing[None, None] += position.used
        for target, amount in logged[payment.id].items():
            missing[target] -= amount
        rows += [{
                'payment': payment.id,
                'bill': id_ if kind == 'bill' else None,
                'repayment': id_ if kind == 'repayment' else None,
                'amount': amount,
                'decided_by': 'person',
                'reason': reason,
                'run': None,
                } for (kind, id_), amount in missing.items() if amount]
    return rows


def _logged(ids, since=False):
    """Return what the log adds up to: {payment: {target: amount}}.

    With `since`, from when persons began to decide.
    """
    pool = Pool()
    log = pool.get('asso.allocation').__table__()
    payment = pool.get('asso.payment').__table__()
    logged = defaultdict(dict)
    for id_, bill, repayment, amount in bulk.select_among(
            lambda where: log
            .join(payment, condition=log.payment == payment.id)
            .select(
                log.payment, log.bill, log.repayment, Sum(log.amount),
                where=where & (log.id > payment.decided_since) if since else where,
                group_by=[log.payment, log.bill, log.repayment]),
            log.payment, ids):
        if amount := bulk.money(amount):
            target = (
                ('bill', bill) if bill else ('repayment', repayment) if repayment
                else (None, None))
            logged[id_][target] = amount
    return logged


def decide(ids):
    "Have persons decide about the payments, and note who did before."
    log = Pool().get('asso.allocation').__table__()
    before = defaultdict(list)
    for payment in Pool().get('asso.payment').browse(list(ids)):
        before[payment.decided_by].append(payment.id)
    before.pop('person', None)
    new = [id_ for theirs in before.values() for id_ in theirs]
    last = dict(bulk.select_among(
            lambda where: log.select(
                log.payment, Max(log.id), where=where, group_by=log.payment),
            log.payment, new))
    bulk.update_each('asso.payment', 'decided_since', [
            (id_, last.get(id_, 0)) for id_ in new])
    for decider, theirs in before.items():
        bulk.update(
            'asso.payment', theirs, decided_by='person', decided_before=decider)


def _restore(ids):
    "Give those of the payments back that give again what they gave before persons decided."
    changed = _logged(ids, since=True)
    give_back([
            payment for payment in Pool().get('asso.payment').browse(list(ids))
            if payment.decided_by == 'person' and payment.decided_before
            and not changed.get(payment.id)])


def give_back(payments):
    """Let those decide again who decided before persons did: who has paid, and what is paid.

    The digests of the payments are emptied and a run is asked for, so that the portal sends
    them again.
    """
    pool = Pool()
    Binding, Feed = pool.get('asso.binding'), pool.get('asso.feed')
    by_decider = defaultdict(list)
    for payment in payments:
        by_decider[payment.decided_before or 'ledger'].append(payment.id)
    for decider, ids in by_decider.items():
        bulk.update(
            'asso.payment', ids, decided_by=decider, decided_before=None, member_by_person=False)
    bindings = Binding.search([
            ('record', 'in', [str(p) for p in payments]),
            ])
    bulk.update('asso.binding', [b.id for b in bindings], digest=AGAIN)
    Feed.ask(list({b.feed for b in bindings}))
