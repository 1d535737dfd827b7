"""What holds of all the models: who may open them, what is searched, what is copied."""
from xml.etree import ElementTree

import pytest
from trytond.exceptions import UserError
from trytond.model import ModelSQL, fields
from trytond.model.exceptions import AccessError, SQLConstraintError

from tests.module.portal import Portal, bill, change, member, note, offer, payment
from trytond_asso_members.exceptions import MessageError

# Of all companies: it has nothing but what each company has of its own, or may have alike
SHARED = {
    'asso.configuration', 'asso.figure', 'asso.notice.template', 'asso.retention'}


def models(ledger):
    return {
        name: Model for name, Model in sorted(ledger.pool.iterobject())
        if name.startswith('asso.') and issubclass(Model, ModelSQL)}


def roots(ledger, Model):
    "The models whose access the model has: itself, or parents by __access__"
    if not Model.__access__:
        return {Model.__name__}
    return set().union(*(
        roots(ledger, Model._fields[name].get_target()) for name in Model.__access__))


def test_every_model_is_closed_to_whoever_has_no_group(ledger):
    with ledger.transaction():
        closed = {
            access.model for access in ledger.get('ir.model.access').search([('group', '=', None)])
            if not (access.perm_read or access.perm_write
                or access.perm_create or access.perm_delete)}
        assert {
            name for name, Model in models(ledger).items()
            if not roots(ledger, Model) <= closed} == set()


def test_every_model_is_of_ones_own_companies_alone(ledger):
    with ledger.transaction():
        ruled = {
            group.model for group in ledger.get('ir.rule.group').search([('global_p', '=', True)])
            if any('companies' in rule.domain for rule in group.rules)}
        assert {
            name for name, Model in models(ledger).items()
            if not roots(ledger, Model) <= ruled} == SHARED


@pytest.mark.parametrize('name', ['asso.quarantine.need', 'asso.offer-account.tax'])
def test_model_without_records_of_access_is_closed_by_its_parent(ledger, name):
    with ledger.transaction() as transaction:
        user, = ledger.get('res.user').create([{
                    'name': "Nobody", 'login': 'nobody',
                    'companies': [('add', [transaction.context['company']])],
                    'company': transaction.context['company']}])
        with transaction.set_user(user.id), transaction.set_context(_check_access=True):
            assert ledger.get('ir.model.access').get_access([name])[name] == dict.fromkeys(
                ['read', 'write', 'create', 'delete'], False)
            with pytest.raises(AccessError):
                ledger.get(name).search([])


# What nobody looks for, or what is shown elsewhere in a form that is searched
NOT_SEARCHED = {
    'asso.act': {'currency'},
    'asso.allocation': {'currency', 'decider'},
    'asso.allocation.excess': {'currency'},
    'asso.arrangement': {'amount', 'currency', 'left', 'until'},
    'asso.arrangement.bill': {'currency'},
    'asso.arrangement.instalment': {'currency', 'left'},
    'asso.assembly': {'added', 'count', 'removed'},
    'asso.association': {'currency', 'own_way', 'receipts_currency'},
    'asso.bank.proposal': {'numbers', 'reasons'},
    'asso.billing': {'bills', 'count', 'currency', 'total'},
    'asso.closing': {'has_adjustment', 'state'},
    'asso.closing.point': {'amount', 'count', 'currency', 'state'},
    'asso.feed': {'silent'},
    'asso.feed.check': {'currency'},
    'asso.feed.payment_method': {'company'},
    'asso.feed.tax': {'company'},
    'asso.figure': {'amount', 'as_of', 'currency', 'day', 'number'},
    'asso.figure.month': {'month_name'},
    'asso.figure.service': {'month_name'},
    'asso.forecast': {'currency', 'method'},
    'asso.forecast.line': {'currency'},
    'asso.member': {
        'currency', 'due_30', 'due_60', 'due_90', 'due_older', 'in_portal', 'last_payment',
        'last_reminder', 'not_due', 'number_readonly', 'oldest_bill', 'oldest_due',
        'open_entries', 'pays_for', 'portal_page'},
    'asso.notice': {'currency'},
    'asso.notice.template': {'fields_there'},
    'asso.offer': {'currency'},
    'asso.offer.price': {'company', 'currency'},
    'asso.payment': {'currency', 'lines', 'portal_page'},
    'asso.quarantine': {
        'amount', 'currency', 'date', 'member', 'number', 'portal_page'},
    'asso.receipt': {'currency', 'filename'},
    'asso.receipt.line': {'currency'},
    'asso.retention': {'before', 'due'},
    'asso.subscription': {'billed_until', 'currency', 'next_bill'},
    'asso.subscription.period': {'currency'},
    'asso.tariff': {'example'},
    }


def test_every_computed_field_that_a_treasurer_reads_is_searched(ledger):
    ours = {**models(ledger), 'account.invoice': ledger.get('account.invoice')}
    names = {'portal_id', 'rec_name'}
    unsearched = {
        name: {
            field for field, definition in Model._fields.items()
            if isinstance(definition, fields.Function)
            and not isinstance(definition, fields.MultiValue)
            and not definition.searcher
            and (name.startswith('asso.') or field in names)
            and not field.endswith(('_string', 'xml_id', 'last_modified_at', 'last_modified_by'))}
        for name, Model in ours.items()}
    assert {name: found for name, found in unsearched.items() if found} == NOT_SEARCHED


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(
        offer(), member(), change('subscription', id='1', member='1', offer='1',
            start='2026-01-01'),
        bill('1', '100.00', '2026-01-05'), bill('10', '30.00', '2026-01-06'),
        payment('1', '20.00', '2026-01-06', ('1', '20.00')),
        payment('2', '8.00', '2026-01-07', allocations=[]),
        payment('10', '5.00', '2026-01-07', member=None),
        note('3', '50.00', '2026-01-08', '1'))
    portal.statement()
    portal.send(bill('9', '1.00', '2026-01-05', member='unknown'))
    return portal


def test_copy_of_any_record_is_made_or_refused_in_words(portal):
    "Twice, as what is free for a first copy may be taken for a second"
    outcomes = {}
    for name, Model in models(portal.ledger).items():
        for _ in range(2):
            def copy(Model=Model):
                with_records = Model.search([], limit=1)
                return Model.copy(with_records) if with_records else None
            try:
                outcomes[name] = 'made' if portal.ledger.run(copy) else 'none'
            except UserError as error:
                outcomes[name] = type(error)
    assert outcomes == {
        **dict.fromkeys([
                'asso.allocation', 'asso.binding', 'asso.feed.run', 'asso.member',
                'asso.figure', 'asso.figure.month', 'asso.figure.service', 'asso.payment',
                'asso.quarantine', 'asso.quarantine.need', 'asso.statement'],
            AccessError),
        'asso.notice.template': MessageError,
        **dict.fromkeys([
                'asso.configuration', 'asso.configuration.member_sequence', 'asso.feed',
                'asso.offer', 'asso.subscription'], 'made'),
        **dict.fromkeys([
                'asso.allocation.excess', 'asso.bank.decision', 'asso.bank.proposal',
                'asso.act', 'asso.arrangement', 'asso.arrangement.bill',
                'asso.arrangement.instalment', 'asso.assembly', 'asso.assembly.voter',
                'asso.association-receipts-asso.offer', 'asso.feed.check', 'asso.forecast',
                'asso.forecast.line', 'asso.offer-cost-account',
                'asso.billing',
                'asso.closing', 'asso.closing.point', 'asso.closing.reopening',
                'asso.hook', 'asso.hook.call',
                'asso.notice', 'asso.notice.message', 'asso.offer-account.tax',
                'asso.offer.handover', 'asso.offer.price', 'asso.receipt',
                'asso.receipt.line', 'asso.subscription.period',
                'asso.subscription.suspension', 'asso.tariff'], 'none'),
        # One a company, a means, a rate, a kind: so they say
        **dict.fromkeys([
                'asso.association', 'asso.feed.payment_method', 'asso.feed.tax',
                'asso.retention'],
            SQLConstraintError)}


def test_copied_feed_has_a_history_of_its_own(portal):
    def copy():
        feed, = portal.feed.search([('code', '=', 'portal')])
        return [f.id for f in portal.feed.copy([feed]) + portal.feed.copy([feed])]
    ids = portal.ledger.run(copy)
    with portal.ledger.transaction():
        feed, = portal.feed.search([('code', '=', 'portal')])
        copies = portal.feed.browse(ids)
        assert [c.code for c in copies] == ['portal (copy)', 'portal (copy 2)']
        assert [(c.cursor, len(c.runs), c.asked) for c in copies] == [(None, 0, None)] * 2
        assert len({f.epoch for f in [feed, *copies]}) == 3
        assert len({f.nudge_secret for f in [feed, *copies]}) == 3
        assert [len(c.payment_methods) for c in copies] == [5, 5]


def test_copy_of_an_offer_has_a_reference_that_is_free(portal):
    def copy():
        Offer = portal.ledger.get('asso.offer')
        first, = Offer.search([])
        copies = Offer.copy([first]) + Offer.copy([first, first])
        return [o.reference for o in copies]
    assert portal.ledger.run(copy) == [
        'offer-1 (copy)', 'offer-1 (copy 2)', 'offer-1 (copy 3)']


def test_copied_bill_is_no_bill_of_the_portal(ledger):
    portal = Portal(ledger)
    portal.send(
        member(), bill('1', '20.00', '2026-01-05', kind='membership_fee', number=None,
            start='2026-01-01', end='2036-12-31', disputed=True))

    def copy():
        Invoice = ledger.get('account.invoice')
        invoice, = Invoice.search([])
        copied, = Invoice.copy([invoice])
        return [
            copied.bill_kind, copied.bill_start, copied.bill_end, copied.disputed,
            copied.portal_deleted, copied.portal_id] + [
            value for line in copied.lines
            for value in (line.portal_tax, line.portal_tax_amount, line.income_account)]
    assert ledger.run(copy) == [None, None, None, False, False, None, None, None, None]


@pytest.mark.parametrize('clause, found', [
        (('portal_id', '=', '1'), ['1']),
        (('portal_id', 'in', ['1', '10']), ['1', '10']),
        (('portal_id', 'like', '1%'), ['1', '10']),
        (('portal_id', '!=', '1'), ['10', None]),
        (('portal_id', 'not in', ['1']), ['10', None]),
        (('portal_id', '=', None), [None]),
        (('portal_id', '!=', None), ['1', '10']),
        ])
def test_portals_id_of_bills_is_searched(portal, clause, found):
    with portal.ledger.transaction():
        Invoice = portal.ledger.get('account.invoice')
        bills = Invoice.search([clause], order=[('portal_id', 'ASC NULLS LAST'), ('id', 'ASC')])
        # The note has none, as its payment has it
        assert [i.portal_id for i in bills] == found


@pytest.mark.parametrize('clause, found', [
        (('residual', '=', 0), ['1']),
        (('residual', '!=', 0), ['2', '3', '10']),
        (('residual', '>', 5), ['2', '3']),
        (('residual', '<=', 5), ['1', '10']),
        (('residual', 'in', [0, 8]), ['1', '2']),
        (('residual', 'not in', [0, 8]), ['3', '10']),
        (('residual', '=', None), []),
        ])
def test_what_payments_have_left_is_searched(portal, clause, found):
    with portal.ledger.transaction():
        Payment = portal.ledger.get('asso.payment')
        payments = Payment.search([clause], order=[('portal_id', 'ASC')])
        assert [p.portal_id for p in payments] == found


def test_payments_are_ordered_by_what_they_have_left(portal):
    with portal.ledger.transaction():
        payments = portal.ledger.get('asso.payment').search([], order=[('residual', 'DESC')])
        assert [str(p.residual) for p in payments] == ['50.00', '8.00', '5.00', '0.00']


@pytest.mark.parametrize('clause, called', [
        (('called', '=', True), True),
        (('called', '=', False), False),
        (('called', '!=', True), False),
        (('called', '!=', False), True),
        (('called', '=', None), False),
        (('called', 'in', [True]), True),
        (('called', 'in', [False]), False),
        (('called', 'not in', [True]), False),
        (('called', 'not in', [False, None]), True),
        (('called', 'in', [True, False]), None),
        (('called', 'not in', [True, False]), 'none'),
        (('called', 'in', []), 'none'),
        ])
def test_accounts_of_calls_are_searched(ledger, clause, called):
    with ledger.transaction():
        Account = ledger.get('account.account')
        everyone = Account.search([])
        wanted = [] if called == 'none' else [
            a for a in everyone if called is None or a.called == called]
        assert Account.search([clause]) == wanted
        assert {a.code for a in everyone if a.called} == {'4671', '4672', '890'}


def test_members_are_searched_by_address(portal):
    portal.send(member('2', street="1 rue du Bac", postal_code='75007', city="Paris"))
    with portal.ledger.transaction():
        Member = portal.ledger.get('asso.member')
        for words in ['%rue du Bac%', '%75007%', '%Paris%']:
            assert [m.number for m in Member.search([('address', 'ilike', words)])] == ['2']


def test_feeds_are_searched_by_association(ledger):
    with ledger.transaction():
        Feed = ledger.get('asso.feed')
        association, = ledger.get('asso.association').search([])
        assert [f.code for f in Feed.search([('association', '=', association.id)])] == ['portal']
        assert Feed.search([('association', '=', None)]) == []
        name = association.company.party.name
        assert [f.code for f in Feed.search([
                        ('association.company.party.name', '=', name)])] == ['portal']


def test_no_record_is_chosen_by_a_list_that_begins_with_one(ledger):
    "The web client writes the first record of such a list by itself, as it has no empty choice"
    with ledger.transaction():
        found = [
            (view.rec_name, field.get('name'))
            for view in ledger.get('ir.ui.view').search([('module', '=', 'asso_members')])
            for field in ElementTree.fromstring(view.arch).iter('field')
            if view.model and field.get('widget') == 'selection'
            and isinstance(
                ledger.get(view.model)._fields[field.get('name')], fields.Many2One)]
    assert found == []
