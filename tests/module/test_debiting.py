"Bills collected by direct debit: mandates, runs, the file, money that comes and goes back."
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
import trytond.modules.account_payment_sepa
from lxml import etree
from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError

from tests.module.collector import CREDITOR, DAY, IBANS, NS, Collector
from tests.module.portal import Portal, bill, gift, gone, payment
from tests.module.subscriber import Subscriber
from tests.module.treasurer import Treasurer, file

SCHEMA = (
    Path(trytond.modules.account_payment_sepa.__file__).parent / 'tests' / 'pain.008.001.02.xsd')
BANK_ROW = 'REMISE PRLV SEPA EMIS'


@pytest.fixture
def portal(make_ledger):
    "A portal whose first member owes F-1 of 100.00"
    return Portal(make_ledger('debits'))


@pytest.fixture
def collector(portal):
    collector = Collector(portal.ledger, portal)
    collector.set_up()
    return collector


@pytest.fixture
def treasurer(portal):
    return Treasurer(portal.ledger, portal)


@pytest.fixture
def signed(collector):
    "Both members have signed, and owe 100.00 and 30.00"
    collector.references = [collector.sign('1'), collector.sign('2')]
    collector.portal.send(bill('2', '30.00', '2026-01-10', member='2'))
    return collector


def test_bill_of_who_signed_is_collected_and_no_other(collector):
    collector.portal.send(bill('2', '30.00', '2026-01-10', member='2'))
    collector.sign('1')
    run = collector.collect()
    assert collector.debits(run) == [('F-1', '100.00', 'processing', 'FRST')]
    assert collector.portal.states() == {'1': 'posted', '2': 'posted'}


def test_mandate_without_iban_or_signature_is_refused(collector):
    Mandate = collector.get('account.payment.sepa.mandate')

    def make(**values):
        mandate, = Mandate.create([{'party': collector.member('1').party.id, **values}])
        Mandate.request([mandate])
        Mandate.validate_mandate([mandate])
    with pytest.raises(UserError, match="is of no account: choose an IBAN"):
        collector.run(make)
    with pytest.raises(UserError, match="is not signed: enter the date"):
        collector.run(lambda: make(account_number=collector._account(
                    collector.member('1').party, '1').id))
    with pytest.raises(UserError, match="signed in the future"):
        collector.sign('1', signed='2026-01-21')


def test_mandates_are_numbered_and_the_one_in_force_is_shown(collector):
    assert [collector.sign('1'), collector.sign('2')] == ['M000001', 'M000002']
    assert collector.run(lambda: [
            collector.member(number).mandate.identification for number in ['1', '2']]) == [
        'M000001', 'M000002']

    def cancel():
        mandate = collector.member('1').mandate
        mandate.cancel([mandate])
    collector.run(cancel)
    assert collector.run(lambda: collector.member('1').mandate) is None
    assert collector.due() == {'F-1': ('1', '100.00', '100.00', 'no_mandate')}


def test_association_that_cannot_collect_yet_says_what_is_missing(portal):
    collector = Collector(portal.ledger, portal)
    with pytest.raises(UserError, match="has no journal of direct debits"):
        collector.collect()
    collector.set_up()

    def forget():
        Identifier = collector.get('party.identifier')
        Identifier.delete(Identifier.search([('code', '=', CREDITOR)]))
    collector.run(forget)
    with pytest.raises(UserError, match="no SEPA creditor identifier"):
        collector.collect()


@pytest.mark.stress
def test_day_before_the_notice_is_refused(signed):
    with pytest.raises(UserError, match="choose 02/03/2026 or a later"):
        signed.collect(dt.date(2026, 2, 2))
    assert signed.collect(dt.date(2026, 2, 3)) is not None


@pytest.mark.stress
def test_association_may_have_agreed_upon_a_shorter_notice(signed):
    signed.portal.settings(debit_notice=0)
    assert signed.collect(signed.today) is not None


@pytest.mark.stress
def test_why_bills_are_not_collected(signed):
    signed.portal.send(
        bill('3', '5.00', '2026-01-11', disputed=True), gift('4', '9.00', '2026-01-12'),
        bill('5', '7.00', '2026-03-01'))
    signed.run(lambda: signed.get('account.move.line').payment_block(
            signed.get('account.move.line').search([
                    ('move.origin.number', '=', 'F-2', 'account.invoice'),
                    ('party', '!=', None)])))
    assert {number: why for number, (*_, why) in signed.due().items()} == {
        'F-1': None, 'F-2': 'blocked', 'F-3': 'disputed',
        signed.run(lambda: signed.get('account.invoice').search([
                    ('bill_kind', '=', 'donation')])[0].number): 'gift'}
    run = signed.collect()
    assert signed.debits(run) == [('F-1', '100.00', 'processing', 'FRST')]
    assert signed.due()['F-1'] == ('1', '100.00', '100.00', 'on_way')


@pytest.mark.stress
def test_what_the_member_is_ahead_counts_first(signed):
    signed.portal.send(
        payment('1', '40.00', '2026-01-15', allocations=None),
        payment('2', '30.00', '2026-01-15', member='2', allocations=None))
    assert signed.due() == {'F-1': ('1', '100.00', '60.00', None)}
    run = signed.collect()
    assert signed.debits(run) == [('F-1', '60.00', 'processing', 'FRST')]
    signed.succeed(run)
    assert signed.portal.states() == {'1': 'paid', '2': 'paid'}


@pytest.mark.stress
def test_credit_that_the_portal_holds_back_is_deducted(signed):
    "What is on account counts, also where no allocation gives it to the bill"
    signed.portal.send(payment('1', '100.00', '2026-01-15'))
    assert signed.portal.states()['1'] == 'posted'
    assert signed.due()['F-1'] == ('1', '100.00', '0.00', 'covered')


def test_bill_is_collected_once(signed):
    run = signed.collect()
    assert signed.collect() is None
    assert signed.debits() == signed.debits(run)


@pytest.mark.stress
def test_file_holds_what_the_payments_say(signed):
    run = signed.collect()
    content = signed.file(run)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(content))
    assert sorted(signed.transactions(run)) == [
        ('100.00', 'M000001', '2026-01-02', IBANS['1'], 'FRST', '2026-02-05', 'F-1'),
        ('30.00', 'M000002', '2026-01-02', IBANS['2'], 'FRST', '2026-02-05', 'F-2')]
    tree = etree.fromstring(content)
    assert tree.findtext('.//p:GrpHdr/p:CtrlSum', namespaces=NS) == '130.00'
    assert tree.findtext('.//p:GrpHdr/p:NbOfTxs', namespaces=NS) == '2'
    assert tree.findtext('.//p:CdtrSchmeId//p:Othr/p:Id', namespaces=NS) == CREDITOR
    assert tree.findtext('.//p:CdtrAcct//p:IBAN', namespaces=NS) == IBANS['own']


@pytest.mark.stress
def test_next_debit_of_a_mandate_recurs(signed):
    signed.succeed(signed.collect())
    signed.portal.send(bill('3', '12.00', '2026-02-01'))
    run = signed.collect(dt.date(2026, 3, 5))
    assert [(amount, kind) for amount, *_, kind, _, _ in signed.transactions(run)] == [
        ('12.00', 'RCUR')]


@pytest.mark.stress
def test_two_bills_of_a_first_run_are_first_and_recurring(signed):
    signed.portal.send(bill('3', '12.00', '2026-01-19'))
    run = signed.collect()
    assert signed.debits(run) == [
        ('F-1', '100.00', 'processing', 'FRST'), ('F-3', '12.00', 'processing', 'RCUR'),
        ('F-2', '30.00', 'processing', 'FRST')]


@pytest.mark.stress
def test_mandate_for_one_debit_serves_once(collector):
    collector.sign('1', type='one-off')
    collector.portal.send(bill('3', '12.00', '2026-01-19'))
    assert {n: why for n, (*_, why) in collector.due().items()} == {
        'F-1': None, 'F-3': 'no_mandate'}
    run = collector.collect()
    assert collector.debits(run) == [('F-1', '100.00', 'processing', 'OOFF')]


@pytest.mark.stress
def test_file_payments_and_bills_add_up(signed):
    signed.portal.send(payment('1', '12.34', '2026-01-15', allocations=None))
    before = signed.left()
    run = signed.collect()
    of_file = sum(Decimal(amount) for amount, *_ in signed.transactions(run))
    of_payments = sum(Decimal(amount) for _, amount, *_ in signed.debits(run))
    signed.succeed(run)
    assert of_file == of_payments == before - signed.left() == Decimal('117.66')
    assert signed.left() == 0


@pytest.mark.stress
def test_money_that_comes_pays_the_one_bill(signed, treasurer):
    "Not the oldest, of which another payment is on its way"
    signed.portal.send(bill('3', '12.00', '2026-02-01', disputed=False))
    run = signed.collect()
    signed.portal.send(bill('4', '8.00', '2026-01-01'))
    signed.succeed(run)
    assert signed.portal.states() == {'1': 'paid', '2': 'paid', '3': 'paid', '4': 'posted'}
    assert signed.allocations() == [
        ('100.00', 'F-1', 'booked'), ('12.00', 'F-3', 'booked')]
    assert treasurer.balance('5116') == '142.00'
    signed.succeed(run)
    assert treasurer.balance('5116') == '142.00'


@pytest.mark.stress
def test_bank_row_of_the_run_pays_its_bills(signed, treasurer):
    run = signed.collect()
    found, _ = treasurer.import_file(file((5, BANK_ROW, '130.00')))
    assert found == {BANK_ROW: 'matched'}
    assert signed.portal.states() == {'1': 'paid', '2': 'paid'}
    assert [state for *_, state, _ in signed.debits(run)] == ['succeeded', 'succeeded']
    assert treasurer.bank_balance() == '130.00'
    assert treasurer.balance('5116') == '0.00'
    assert treasurer.waits() == {}


@pytest.mark.stress
def test_bank_row_clears_a_run_that_a_person_found_come(signed, treasurer):
    run = signed.collect()
    signed.succeed(run)
    found, _ = treasurer.import_file(file((6, BANK_ROW, '130.00')))
    assert found == {BANK_ROW: 'matched'}
    assert treasurer.balance('5116') == '0.00'
    assert treasurer.transit() == []


@pytest.mark.stress
def test_bank_row_of_another_amount_or_that_says_nothing_of_debits_waits(signed, treasurer):
    run = signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '131.00'), (5, 'VIR CAF', '130.00')))
    assert {label: left for label, (_, left, _) in treasurer.waits().items()} == {
        BANK_ROW: '131.00', 'VIR CAF': '130.00'}
    assert {state for *_, state, _ in signed.debits(run)} == {'processing'}


@pytest.mark.stress
def test_bank_row_that_comes_twice_brings_a_run_once(signed, treasurer):
    signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '130.00'), (6, BANK_ROW, '130.00')))
    assert treasurer.bank_balance() == '260.00'
    assert [left for _, left, _ in treasurer.waits().values()] == ['130.00']


@pytest.mark.stress
def test_bank_row_undone_leaves_the_debits_on_their_way(signed, treasurer):
    run = signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '130.00')))
    origin = treasurer.origin(BANK_ROW)
    treasurer.undo(origin)
    assert signed.portal.states() == {'1': 'posted', '2': 'posted'}
    assert [state for *_, state, _ in signed.debits(run)] == ['processing', 'processing']
    assert treasurer.waits()[BANK_ROW][1] == '130.00'
    assert signed.collect() is None
    signed.succeed(run)
    assert signed.portal.states() == {'1': 'paid', '2': 'paid'}
    assert treasurer.balance('5116') == '0.00'


@pytest.mark.stress
def test_whole_file_taken_back_leaves_the_debits_on_their_way(signed, treasurer):
    run = signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '130.00')))
    treasurer.take_back(treasurer.origin(BANK_ROW))
    assert [state for *_, state, _ in signed.debits(run)] == ['processing', 'processing']
    assert treasurer.bank_balance() == '0.00'
    found, _ = treasurer.import_file(file((5, BANK_ROW, '130.00')))
    assert found == {BANK_ROW: 'matched'}
    assert signed.portal.states() == {'1': 'paid', '2': 'paid'}


@pytest.mark.stress
def test_debit_rejected_before_its_money_came_is_collected_again(signed, treasurer):
    signed.collect()
    signed.returned(
        'F-1', code='AM04', reason="pas assez d'argent", cancel_mandate=False)
    treasurer.import_file(file((5, BANK_ROW, '30.00')))
    assert signed.portal.states() == {'1': 'posted', '2': 'paid'}
    again = signed.collect(dt.date(2026, 3, 5))
    # The bank took none of this mandate yet: it is the first again
    assert signed.debits(again) == [('F-1', '100.00', 'processing', 'FRST')]


def test_returned_row_opens_the_bill_and_it_is_collected_again(signed, treasurer):
    signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '130.00')))
    found, _ = treasurer.import_file(
        file((9, 'REJET PRLV MORIN 1', '-100.00'), opening='130.00'))
    assert found == {'REJET PRLV MORIN 1': 'proposed'}
    treasurer.accept('REJET PRLV MORIN 1')
    assert signed.portal.states() == {'1': 'posted', '2': 'paid'}
    assert signed.portal.balances() == {'1': '-100.00', '2': '0.00'}
    assert [state for *_, state, _ in signed.debits()] == ['failed', 'succeeded']
    again = signed.collect(dt.date(2026, 3, 5))
    assert signed.debits(again) == [('F-1', '100.00', 'processing', 'RCUR')]


@pytest.mark.stress
def test_returned_row_undone_has_the_bill_paid_again(signed, treasurer):
    signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '130.00')))
    treasurer.import_file(file((9, 'REJET PRLV MORIN 1', '-100.00'), opening='130.00'))
    treasurer.accept('REJET PRLV MORIN 1')
    treasurer.undo(treasurer.origin('REJET PRLV MORIN 1'))
    assert signed.portal.states() == {'1': 'paid', '2': 'paid'}
    assert [state for *_, state, _ in signed.debits()] == ['succeeded', 'succeeded']


@pytest.mark.stress
def test_debit_that_a_person_notes_as_returned_is_paid_back_and_its_row_clears_it(
        signed, treasurer):
    signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '130.00')))
    signed.today = dt.date(2026, 2, 8)
    signed.fail('F-1')
    signed.fail('F-1')
    assert signed.portal.states() == {'1': 'posted', '2': 'paid'}
    assert signed.portal.balances()['1'] == '-100.00'
    assert treasurer.balance('5116') == '-100.00'
    treasurer.import_file(file((9, 'REJET PRLV MORIN 1', '-100.00'), opening='130.00'))
    treasurer.divide(treasurer.origin('REJET PRLV MORIN 1'), ('-100.00', '1', None))
    assert treasurer.balance('5116') == '0.00'
    assert treasurer.bank_balance() == '30.00'
    assert signed.portal.balances()['1'] == '-100.00'


@pytest.mark.stress
def test_return_noted_by_mistake_is_undone(signed, treasurer):
    signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '130.00')))
    signed.fail('F-1')
    signed.come('F-1')
    signed.come('F-1')
    assert signed.portal.states() == {'1': 'paid', '2': 'paid'}
    assert treasurer.balance('5116') == '0.00'


@pytest.mark.stress
def test_success_noted_by_mistake_is_undone(signed, treasurer):
    signed.succeed(signed.collect())
    signed.fail('F-1')
    assert signed.portal.states() == {'1': 'posted', '2': 'paid'}
    assert treasurer.balance('5116') == '30.00'
    assert signed.allocations()[0] == ('100.00', 'F-1', 'deleted')


@pytest.mark.stress
def test_success_is_noted_of_what_is_on_its_way_alone(signed):
    run = signed.collect()
    signed.fail('F-1')
    signed.succeed(run)
    assert [state for *_, state, _ in signed.debits(run)] == ['failed', 'succeeded']


@pytest.mark.stress
def test_debit_whose_bill_is_collected_again_does_not_come(signed):
    signed.collect()
    signed.fail('F-1')
    first = signed.run(lambda: signed.debit('F-1').id)
    signed.collect(dt.date(2026, 3, 5))
    with pytest.raises(UserError, match="est prélevée de nouveau par"):
        signed.act(lambda: signed.get('account.payment').succeed([
                    signed.get('account.payment')(first)]))


@pytest.mark.stress
def test_return_for_good_cancels_the_mandate(signed):
    signed.collect()
    signed.returned(
        'F-1', code='AC04', reason="compte clos", cancel_mandate=True)
    assert signed.run(lambda: signed.member('1').mandate) is None
    assert signed.due()['F-1'] == ('1', '100.00', '100.00', 'no_mandate')
    assert signed.run(lambda: (
            signed.debit('F-1').sepa_return_reason_code, signed.debit('F-1').return_reason)) == (
        'AC04', "compte clos")


@pytest.mark.stress
def test_bill_paid_while_its_debit_was_on_its_way_leaves_the_member_ahead(signed):
    signed.collect()
    signed.portal.send(payment('1', '100.00', '2026-02-01', ('1', '100.00')))
    signed.come('F-1')
    assert signed.portal.states()['1'] == 'paid'
    assert signed.portal.balances()['1'] == '100.00'


@pytest.mark.stress
def test_debit_that_the_portal_records_and_deletes_is_not_collected_again(signed, treasurer):
    signed.collect()
    treasurer.import_file(file((5, BANK_ROW, '130.00')))
    signed.portal.send(payment('1', '100.00', '2026-02-06', ('1', '100.00')))
    assert signed.portal.balances()['1'] == '0.00'
    signed.portal.send(gone('payment', '1'))
    assert signed.portal.states()['1'] == 'posted'
    assert signed.due()['F-1'] == ('1', '100.00', '100.00', 'on_way')
    signed.fail('F-1')
    assert signed.due()['F-1'] == ('1', '100.00', '100.00', None)


@pytest.mark.stress
def test_run_taken_back_is_collected_again_as_the_first(signed):
    run = signed.collect()
    signed.take_back(run)
    signed.take_back(run)
    assert {state for *_, state, _ in signed.debits(run)} == {'failed'}
    again = signed.collect()
    assert signed.debits(again) == [
        ('F-1', '100.00', 'processing', 'FRST'), ('F-2', '30.00', 'processing', 'FRST')]
    with pytest.raises(UserError, match="was taken back"):
        signed.act(lambda: signed.group(run).sepa_generate_message())


@pytest.mark.stress
def test_run_that_was_sent_or_has_come_is_not_taken_back(signed):
    run = signed.collect()
    signed.send(run)
    with pytest.raises(UserError, match="a été envoyé : demandez à la banque"):
        signed.take_back(run)
    other = signed.portal.send(bill('3', '12.00', '2026-02-01'))
    assert other == {'3': 'applied'}
    later = signed.collect(dt.date(2026, 3, 5))
    signed.come('F-3')
    with pytest.raises(UserError, match="sont déjà arrivés ou revenus"):
        signed.take_back(later)


@pytest.mark.stress
def test_members_are_told_amount_day_mandate_and_creditor(signed):
    run = signed.collect()
    assert signed.run(lambda: [
            (p.party.name, p.bill.number, p.amount, p.date, p.mandate_reference,
                p.debited_account.replace(' ', ''), p.creditor_identifier)
            for p in signed.group(run).payments]) == [
        ('Ada Morin 1', 'F-1', Decimal('100.00'), DAY, 'M000001', IBANS['1'], CREDITOR),
        ('Ada Morin 2', 'F-2', Decimal('30.00'), DAY, 'M000002', IBANS['2'], CREDITOR)]


@pytest.mark.stress
def test_wizard_shows_what_it_then_collects(signed):
    def shown():
        from trytond_asso_members.debiting.collect_wizard import preview
        found = preview(signed.association().company, DAY)
        return found['count'], found['total'], found['left_out'], [
            (d['amount'], d['why']) for d in found['debits']]
    assert signed.run(shown) == (2, Decimal('130.00'), 0, [
            (Decimal('100.00'), None), (Decimal('30.00'), None)])
    assert signed.wizard('asso.debit.collect', None, None, day=DAY) == 'open_'
    assert signed.run(shown) == (0, Decimal(0), 2, [
            (Decimal(0), 'on_way'), (Decimal(0), 'on_way')])


@pytest.mark.parametrize('groups', [
        ['asso_members.group_member'], pytest.param([], marks=pytest.mark.stress),
        pytest.param(['account.group_account'], marks=pytest.mark.stress)])
def test_who_is_of_another_group_may_not_collect(signed, groups):
    user = signed.user(*groups)
    with pytest.raises(AccessError):
        signed.act(
            lambda: signed.association().collect_due(DAY), user=user, _check_access=True)
    assert signed.debits() == []


def test_treasurer_collects_sends_notes_a_return_and_takes_back(signed):
    user = signed.user('account_payment.group_payment', 'asso_members.group_member')
    assert signed.wizard('asso.debit.collect', None, None, as_user=user, day=DAY) == 'open_'
    run = signed.run(lambda: signed.get('account.payment.group').search([])[0].id)

    def read():
        group = signed.group(run)
        return [
            (p.bill.number, p.mandate_reference, p.email) for p in group.payments
            ], group.payment_amount, group.unseen
    assert signed.act(read, user=user, _check_access=True) == (
        [('F-1', 'M000001', None), ('F-2', 'M000002', None)], Decimal(130), Decimal(130))
    signed.wizard(
        'asso.debit.take_back', 'account.payment.group', run, as_user=user, reason="erreur")
    assert signed.run(lambda: (
            signed.group(run).taken_back_by.id, signed.group(run).taken_back_reason)) == (
        user, "erreur")
    signed.wizard('asso.debit.collect', None, None, as_user=user, day=DAY)
    later = signed.run(lambda: signed.get('account.payment.group').search([])[-1].id)
    signed.act(
        lambda: signed.group(later).succeed([signed.group(later)]), user=user,
        _check_access=True)
    assert signed.portal.states() == {'1': 'paid', '2': 'paid'}
    signed.returned(
        'F-1', as_user=user, code='AC04', reason="compte clos", cancel_mandate=True)
    assert signed.portal.states() == {'1': 'posted', '2': 'paid'}


def test_member_who_signed_and_does_not_let_collect_is_left_alone(collector):
    collector.sign('1', by_debit=False)
    assert collector.due() == {}
    assert collector.collect() is None


def test_payer_of_the_family_is_debited_for_the_child(collector):
    subscriber = Subscriber(collector.ledger, collector.portal)
    collector.sign('1')
    subscriber.subscribe(
        subscriber.offer('12.00'), '2026-01-01', end='2026-01-31', member='2', payer='1')
    subscriber.bill('2026-01-05')
    assert [(whose, left, why) for whose, _, left, why in collector.due().values()] == [
        ('1', '100.00', None), ('1', '12.00', None)]


@pytest.mark.stress
def test_row_that_says_nothing_of_debits_is_chosen_by_a_person(signed, treasurer):
    run = signed.collect()
    treasurer.import_file(file((5, 'VIR RECU 4711', '130.00'), (6, 'VIR RECU 4712', '1.00')))
    with pytest.raises(UserError, match="n.a pas le même montant que la ligne"):
        signed.choose_row(run, treasurer.origin('VIR RECU 4712'))
    signed.choose_row(run, treasurer.origin('VIR RECU 4711'))
    assert signed.portal.states() == {'1': 'paid', '2': 'paid'}
    assert list(treasurer.waits()) == ['VIR RECU 4712']
    assert treasurer.log(treasurer.origin('VIR RECU 4711'))[-1] == (
        'cleared', None, "c'est la remise", False)
    assert signed.run(lambda: signed.group(run).unseen) == 0


def at_once(collector, work):
    "Two do the work at the same time, each having read the books before the other writes."
    from trytond.backend import DatabaseOperationalError, DatabaseTimeoutError
    both = threading.Barrier(2, timeout=60)

    def act():
        met = []

        def begin():
            collector.association()
            if not met:
                met.append(both.wait())
            return work()
        while True:
            try:
                return collector.ledger.run(begin)
            except (DatabaseOperationalError, DatabaseTimeoutError):
                continue
    with collector.on(collector.today), ThreadPoolExecutor(2) as pool:
        return [one.result() for one in [pool.submit(act), pool.submit(act)]]


@pytest.mark.stress  # its ready database is made on PostgreSQL for it alone
@pytest.mark.postgresql("locks and isolation")
def test_two_runs_at_once_collect_each_bill_once(signed, backend):
    if backend.name == 'sqlite':
        pytest.skip("of PostgreSQL: SQLite has one writer at a time")
    runs = at_once(signed, lambda: getattr(signed.association().collect_due(DAY), 'id', None))
    assert len([run for run in runs if run]) == 1
    assert signed.debits() == [
        ('F-1', '100.00', 'processing', 'FRST'), ('F-2', '30.00', 'processing', 'FRST')]


@pytest.mark.stress  # its ready database is made on PostgreSQL for it alone
@pytest.mark.postgresql("locks and isolation")
def test_two_who_find_a_run_come_at_once_book_it_once(signed, treasurer, backend):
    if backend.name == 'sqlite':
        pytest.skip("of PostgreSQL: SQLite has one writer at a time")
    run = signed.collect()
    at_once(signed, lambda: signed.group(run).succeed([signed.group(run)]))
    assert signed.portal.faults() == []
    assert treasurer.balance('5116') == '130.00'
    assert signed.portal.balances() == {'1': '0.00', '2': '0.00'}
