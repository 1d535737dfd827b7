from asso_bridge.comparison.staging import Staging
from asso_bridge.contract.digest import canonical, digest
from asso_bridge.contract.records import Member, Offer, Payment, Problem
from asso_bridge.sources.base import Found


class Portal:
    "A source of what it is given"

    def __init__(self, *found):
        self._found = found

    def found(self):
        return iter(self._found)


def offer(id, name="n"):
    return Found('offer', id, Offer(id=id, reference='r', name=name))


def member(id):
    return Found('member', id, Member(id=id, kind='natural', status='member', last_name="N"))


def payment(id, member, amount='1.00'):
    record = Payment(id=id, member=member, date='2026-01-01', amount=amount, means='cash')
    return Found('payment', id, record, group=member)


def hash_of(found):
    return digest(canonical(found.content))


def steps(found, bound):
    "The plan as (op, type, id)"
    with Staging() as staging:
        staging.fetch(Portal(*found))
        for kind in {kind for kind, *_ in bound}:
            staging.bind(kind, [(id, hash) for k, id, hash in bound if k == kind])
        staging.plan()
        return [
            (change['op'], change['type'], change['id'])
            for batch, _ in staging.batches(100) for change in batch]


def test_plan_of_records_that_are_bound_as_they_are():
    assert steps([offer('1')], [('offer', '1', hash_of(offer('1')))]) == []


def test_plan_of_records_new_and_changed():
    bound = [('offer', '1', hash_of(offer('1', "old")))]
    assert steps([offer('1'), member('2')], bound) == [
        ('upsert', 'offer', '1'), ('upsert', 'member', '2')]


def test_plan_deletes_payments_first_and_members_last():
    bound = [
        (kind, '9', 'a' * 64)
        for kind in ('offer', 'member', 'subscription', 'bill', 'credit_note', 'payment')]
    assert steps([offer('1')], bound) == [
        ('delete', 'payment', '9'), ('upsert', 'offer', '1'), ('delete', 'credit_note', '9'),
        ('delete', 'bill', '9'), ('delete', 'subscription', '9'), ('delete', 'member', '9'),
        ('delete', 'offer', '9')]


def test_plan_leaves_a_deletion_in_quarantine_alone():
    assert steps([], [('member', '9', '0' * 64)]) == []


def test_plan_sends_a_record_again_that_was_to_be_deleted():
    assert steps([member('9')], [('member', '9', '0' * 64)]) == [('upsert', 'member', '9')]


def test_plan_of_what_is_unreadable():
    problem = Problem(code='money_form', field='amount', value='x', record='row 1')
    with Staging() as staging:
        staging.fetch(Portal(Found('payment', '1', problem)))
        staging.plan()
        assert [batch for batch, _ in staging.batches(10)] == [[{
                    'type': 'payment', 'id': '1', 'op': 'unreadable',
                    'digest': digest(canonical(problem)),
                    'problem': problem.model_dump()}]]


def test_batches_keep_a_members_payments_together():
    found = [payment(str(n), 'a' if n < 5 else 'b') for n in range(8)]
    with Staging() as staging:
        staging.fetch(Portal(*found))
        staging.plan()
        assert [[c['id'] for c in batch] for batch, _ in staging.batches(2)] == [
            ['0', '1', '2', '3', '4'], ['5', '6', '7']]


def test_batches_of_one_member_have_a_limit():
    with Staging() as staging:
        staging.fetch(Portal(*(payment(str(n), 'a') for n in range(25))))
        staging.plan()
        assert [len(batch) for batch, _ in staging.batches(2)] == [10, 10, 5]
