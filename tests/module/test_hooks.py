"""What in an unknown module counts as a hook into a model, and what is harmless."""
import pytest
from trytond.model import DeactivableMixin, fields
from trytond.pool import PoolMeta
from trytond.pyson import Bool, Eval

from tests.module.portal import Portal
from tests.module.ways import form, send_paid_bill
from trytond_asso_members import guard


def method(*arguments):
    pass


def extended(ledger, module, *bases, **attributes):
    "The payment as Pool.fill makes it when the Python module extends it by a class of these"
    extension = PoolMeta('Payment', bases, {
            '__module__': module, '__name__': 'asso.payment', **attributes})
    model = PoolMeta('asso.payment', (extension, ledger.get('asso.payment')), {
            '__module__': 'trytond.pool'})
    model.__setup__()
    model.__post_setup__()
    return model


def hooks(ledger, *bases, module='trytond.modules.another.payment', **attributes):
    "What the guard finds when the module extends the payment"
    with ledger.transaction():
        return guard._find(extended(ledger, module, *bases, **attributes))


@pytest.mark.parametrize('attributes', [
        {'note': fields.Char("Note")},
        {'note': fields.Char("Note", states={'readonly': True})},
        {'bank': fields.Many2One('party.party', "Bank", domain=[('name', '!=', Eval('label'))])},
        {'note': fields.Function(fields.Char("Note", required=True), 'get_note'),
            'get_note': method, 'default_note': method},
        {'get_rec_name': method, 'search_rec_name': method, 'order_label': method,
            'copy': method, '__register__': classmethod(method)},
        {'on_change_label': method},
        {'report': method},
        ])
def test_what_stores_nothing_is_harmless(ledger, attributes):
    assert hooks(ledger, **attributes) == {}


@pytest.mark.parametrize('attribute', [
        'on_change_with_description_used', '_view_reconciliation_muted', 'parse_view',
        'fields_view_get', 'get_delegated_amount', 'view_attributes'])
def test_what_only_shows_lines_is_harmless(ledger, attribute):
    with ledger.transaction():
        line = ledger.get('account.move.line')
        assert hasattr(line, attribute)
        extension = PoolMeta('MoveLine', (), {
                '__module__': 'trytond.modules.another.move', '__name__': 'account.move.line',
                attribute: method})
        model = PoolMeta('account.move.line', (extension, line), {
                '__module__': 'trytond.pool'})
        assert guard._find(model) == {}


def test_what_is_shown_alone_is_computed(ledger):
    shown = {
        name: field for model in guard.WRITTEN
        for name, field in ledger.get(model)._fields.items() if name in guard.SHOWN}
    assert shown.keys() == guard.SHOWN
    assert {name for name, f in shown.items() if not isinstance(f, fields.Function)} == set()


@pytest.mark.parametrize('found, attributes', [
        (['note'], {'note': fields.Char("Note", required=True)}),
        (['note'], {'note': fields.Char("Note", states={'required': Bool(Eval('label'))})}),
        (['note'], {'note': fields.Integer("Note", domain=[('note', '>', 0)])}),
        (['default_note'], {'note': fields.Char("Note"), 'default_note': method}),
        # Tryton stores that it is not set
        (['checked'], {'checked': fields.Boolean("Checked")}),
        (['label'], {'label': fields.Char("Label", readonly=True)}),
        (['default_label'], {'default_label': method}),
        (['get_residual'], {'get_residual': method}),
        (['create', 'delete', 'write'], {'create': method, 'write': method, 'delete': method}),
        (['preprocess_values'], {'preprocess_values': method}),
        (['compute_fields', 'on_modification'], {
                'compute_fields': method, 'on_modification': method}),
        (['validate', 'validate_fields'], {'validate': method, 'validate_fields': method}),
        (['_history'], {'_history': True}),
        ])
def test_what_may_change_what_is_stored_is_a_hook(ledger, found, attributes):
    assert hooks(ledger, **attributes) == {'another': found}


@pytest.mark.parametrize('module, owner', [
        ('trytond_asso_members.unknown.payment', 'asso_members/unknown'),
        ('trytond_asso_members.unknown.deeper.payment', 'asso_members/unknown'),
        ('trytond_asso_members.payment', 'asso_members'),
        ])
def test_room_without_proof_is_a_hook(ledger, module, owner):
    assert hooks(ledger, module=module, get_residual=method) == {owner: ['get_residual']}


def test_room_with_proof_is_none(ledger):
    assert hooks(
        ledger, module='trytond_asso_members.settlement.payment', get_residual=method) == {}


def test_room_without_proof_is_named_on_the_form(ledger, monkeypatch, caplog):
    portal = Portal(ledger)
    with ledger.transaction():
        model = extended(
            ledger, 'trytond_asso_members.unknown.payment', get_residual=method)
    monkeypatch.setitem(guard._hooks, ledger.get('asso.payment'), guard._find(model))
    guard._told.clear()
    named = 'asso_members/unknown: asso.payment (get_residual)'
    assert form(portal) == named
    send_paid_bill(portal)
    message, = (r.getMessage() for r in caplog.records if r.name == guard.__name__)
    assert message.splitlines()[1:] == [named]


def test_library_that_another_module_brings_in_is_its_hook(ledger):
    assert hooks(ledger, DeactivableMixin) == {
        'another': ['__post_setup__', 'active', 'default_active']}


@pytest.mark.parametrize('written, read, attribute', [
        ('account.invoice', 'party.party', 'address_get'),
        ('account.invoice', 'account.period', 'find'),
        ('account.move', 'account.period', 'move_sequence_used'),
        ])
def test_hook_into_what_the_sets_write_out_themselves_is_found(
        ledger, monkeypatch, written, read, attribute):
    with ledger.transaction():
        find = guard._find
        changed, model = ledger.get(read), ledger.get(written)
        assert hasattr(changed, attribute)
        monkeypatch.setattr(
            guard, '_find', lambda asked: {'another': [attribute, 'get_rec_name']}
            if asked is changed else find(asked))
        monkeypatch.delitem(guard._hooks, model, raising=False)
        assert guard.hooks(written) == {'another': [f'{read}.{attribute}']}
        del guard._hooks[model]
