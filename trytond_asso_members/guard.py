"""What hooks into the models that are written by sets.

Writing by sets is known to equal Tryton's own way with the modules and rooms of KNOWN, and
with no other: tests/same runs with these.  A hook is what another module or room changes of
what these do to a model, or an administrator's trigger on it.  A model with a hook goes
Tryton's own way.
"""
import logging
from weakref import WeakKeyDictionary

from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolBase
from trytond.transaction import Transaction, without_check_access

logger = logging.getLogger(__name__)

OURS = 'asso_members'
# Those that have a part in the models below.  A room that comes later is added here once
# tests/same runs with it.
ROOMS = {f'{OURS}/{room}' for room in [
    'acts', 'arrangements', 'bank', 'bills', 'closing', 'feed', 'members', 'notices', 'personal',
    'receipts', 'rpc', 'settlement', 'statements', 'subscribing']}
# What ours needs
NEEDED = {
    'account', 'account_dunning', 'account_fr', 'account_invoice', 'account_product',
    'account_statement', 'account_statement_rule', 'bank', 'company', 'country', 'currency',
    'ir', 'party', 'party_siret', 'product', 'res'}
KNOWN = ROOMS | NEEDED
WRITTEN = [
    'account.invoice', 'account.invoice.line', 'account.invoice.line-account.tax',
    'account.invoice.tax', 'account.invoice.payment.mean',
    'account.invoice-account.move.line', 'account.move', 'account.move.line',
    'account.tax.line', 'account.move.reconciliation', 'account.journal.period',
    'account.statement', 'account.statement.origin', 'account.statement.line',
    'asso.act', 'asso.payment', 'asso.allocation', 'asso.allocation.excess', 'asso.binding',
    'asso.bank.decision', 'asso.bank.proposal', 'asso.statement', 'asso.subscription',
    'asso.subscription.period', 'asso.billing', 'asso.notice', 'asso.hook.call',
    'ir.model.log']
# Methods of models that are only read, which the sets repeat in code of their own
READ = {
    'account.invoice': {
        'account.period': {'find'},
        'party.party': {'address_get', 'get_tax_identifier'},
        'account.invoice.payment.mean.rule': {'pattern_from_invoice'},
        },
    'account.move': {'account.period': {'move_sequence_used'}},
    }
# These are changed freely: they have no part in what is stored
HARMLESS = {
    '__doc__', '__module__', '__name__', '__no_slots__', '__qualname__', '__register__',
    '__slots__', '__string__', '__firstlineno__', '__static_attributes__', '_get_origin',
    'copy', 'get_origin', 'get_rec_name'}
# What makes views of the records
HARMLESS |= {name for name in vars(ModelView) if not name.startswith('__')}
# Fields that the clients alone read; what they show may be of any module
SHOWN = {
    'delegated_amount', 'description_used', 'has_report_cache', 'invoice_description',
    'move_description_used', 'payable_receivable_balance', 'payable_receivable_date',
    'summary', 'type_name'}
HARMLESS |= {f'{start}_{name}' for name in SHOWN for start in ['get', 'on_change_with']}
HARMLESS_STARTS = ('search_', 'order_', '_view_')

# By class, as a pool makes its own classes, and makes them again when its modules change.
# Looked at when first asked: mixins join the classes after all of their set-up.
_hooks = WeakKeyDictionary()
_told = WeakKeyDictionary()


def by_sets(*names):
    """Whether the models may all be written by sets: nothing hooks into any of them.

    What hooks in is told in the log, once for a pool.
    """
    context = Transaction().context
    # With _log Tryton notes every single write
    if context.get('_asso_own_way') or context.get('_log'):
        return False
    if not any(hooks(name) or triggers(name) for name in names):
        return True
    _tell()
    return False


def _tell():
    told = _told.setdefault(Pool().get('asso.feed'), set())
    news = [line for line in found() if line not in told]
    if news:
        told.update(news)
        logger.warning(
            "these models go Tryton's own way, as others hook into them:\n%s",
            '\n'.join(news))


def found():
    "What hooks in, in words: a line for each module, or trigger, and model."
    return [
        f"{module}: {name} ({', '.join(attributes)})"
        for name in WRITTEN for module, attributes in hooks(name).items()] + [
        f'ir.trigger "{trigger}": {name}'
        for name in WRITTEN for trigger in triggers(name)]


@without_check_access
def triggers(name):
    "The names of the triggers that administrators made on writing the model."
    Trigger = Pool().get('ir.trigger')
    return sorted({
            trigger.name for mode in ['create', 'write', 'delete']
            for trigger in Trigger.get_triggers(name, mode)})


def hooks(name):
    "What unknown modules and rooms change of the model: {module: [attribute]}."
    model = Pool().get(name)
    if model not in _hooks:
        hooks = _find(model)
        for read, attributes in READ.get(name, {}).items():
            for module, found in _find(Pool().get(read)).items():
                for attribute in sorted(attributes.intersection(found)):
                    hooks.setdefault(module, []).append(f'{read}.{attribute}')
        _hooks[model] = hooks  # whole, as other threads look at it
    return _hooks[model]


def _find(model):
    written = [cls for cls in model.__mro__ if not _is_made_by_pool(cls)]
    known = [cls for cls in written if _owner(cls) in KNOWN]
    # What the known classes are made of, libraries with them
    basis = {base for cls in known for base in cls.__mro__}
    defined = {attribute for cls in basis for attribute in vars(cls)}
    hooks = {}
    for cls in written:
        if cls in basis:
            continue
        found = [
            attribute for attribute, value in vars(cls).items()
            if _matters(model, attribute, value, defined)]
        if found:
            hooks.setdefault(_who(cls, written), set()).update(found)
    return {module: sorted(hooks[module]) for module in sorted(hooks)}


def _is_made_by_pool(cls):
    return cls.__module__ == PoolBase.__module__ and cls is not PoolBase


def _owner(cls):
    "The Tryton module of the class, our room, or the package of a library."
    parts = cls.__module__.split('.')
    if parts[0] == __package__:
        return '/'.join([OURS, *parts[1:-1]][:2])
    if parts[:2] == ['trytond', 'modules']:
        extras = _extras(parts[2], '.'.join([*parts[3:], cls.__qualname__]))
        return ' + '.join([parts[2], *extras])
    if parts[:2] in (['trytond', 'ir'], ['trytond', 'res']):
        return parts[1]
    return parts[0]


def _extras(module, path):
    "The unknown modules that the class of a known one is made for."
    if module not in KNOWN:
        return []
    depends = Pool.classes['model'].get(module, {}).get(path, set())
    return sorted(depends - KNOWN)


def _who(cls, written):
    "The owner of the class; for one of a library, the owner of the class that brought it in."
    owner = _owner(cls)
    if owner != 'trytond':
        return owner
    return next((
            _owner(other) for other in written
            if issubclass(other, cls) and _owner(other) != 'trytond'), owner)


def _matters(model, attribute, value, defined):
    """Whether the attribute may change what is stored.

    No known module asks for what is new, but Tryton does for the values of fields.
    """
    if attribute in HARMLESS or attribute.startswith(HARMLESS_STARTS):
        return False
    if attribute.startswith('on_change_') and not attribute.startswith('on_change_with_'):
        return False  # the clients ask for it
    if attribute in defined or attribute.startswith('domain_'):
        return True
    if attribute.startswith('default_'):
        return _is_stored(model._fields.get(attribute.removeprefix('default_')))
    return isinstance(value, fields.Field) and _needs_value(model._fields[attribute])


def _is_stored(field):
    return field and not (isinstance(field, fields.Function) and not field.setter)


def _needs_value(field):
    "Whether Tryton stores, or demands, more than nothing in a new field."
    return _is_stored(field) and bool(
        field.required or field.states.get('required')
        or isinstance(field, fields.Boolean)
        or (field.domain and not hasattr(field, 'get_target')))
