"""Which record of the portal is which record of Tryton."""
from sql import Literal
from sql.conditionals import Coalesce
from sql.functions import CharLength
from trytond import backend
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access

from .. import bulk
from ..exceptions import BoundError
from .uncopied import Uncopied
from .words import MODELS, TYPES

# The digest of a record that the portal is to send again, whatever it sent last
AGAIN = ''


def type_names():
    "Return {type: its name, in the language of the context}."
    Binding = Pool().get('asso.binding')
    return dict(Binding.fields_get(['type'])['type']['selection'])


class Binding(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.binding'

    feed = fields.Many2One(
        'asso.feed', "Feed", required=True, readonly=True, ondelete='RESTRICT')
    type = fields.Selection(TYPES, "Type", required=True, readonly=True, sort=False)
    type_string = type.translated('type')
    external_id = fields.Char("Portal's ID", required=True, readonly=True)
    record = fields.Reference("Record", 'get_models', required=True, readonly=True)
    digest = fields.Char(
        "Digest", readonly=True, help="Digest of the content that was applied last.")
    frozen = fields.Char(
        "Frozen", readonly=True,
        help="Digest of what may not change once it is posted.")
    brought = fields.Text(
        "Brought", readonly=True,
        help="What the portal brought last, field by field: it changes this, "
        "and not what was entered in Tryton.")
    deleted = fields.Boolean(
        "Deleted", readonly=True, help="The portal has deleted it.")
    merged = fields.Boolean(
        "Merged", readonly=True,
        help="Its record was merged into this one in Tryton, which another of the "
        "portal's records describes.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('external_id_unique', Unique(t, t.feed, t.type, t.external_id),
                'asso_members.msg_binding_unique'),
            ]
        cls._sql_indexes |= {
            Index(t, (t.record, Index.Equality())),
            Index(t, (t.feed, Index.Equality()), where=t.digest == AGAIN),
            }

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        # Deleted in the client, before that was refused: the portal's record is sent again
        cursor = Transaction().connection.cursor()
        table, pool = cls.__table__(), Pool()
        for type_ in ['offer', 'member', 'subscription']:
            Model = pool.get(MODELS[type_])
            if backend.TableHandler.table_exist(Model._table):
                record = Model.__table__()
                cursor.execute(*table.delete(
                        where=(table.type == type_) & ~table.record.in_(record.select(
                                bulk.reference(Model.__name__, record.id)))))

    @staticmethod
    def default_deleted():
        return False

    @staticmethod
    def default_merged():
        return False

    @classmethod
    def get_models(cls):
        get_name = Pool().get('ir.model').get_name
        return [(None, '')] + [(m, get_name(m)) for m in dict.fromkeys(MODELS.values())]

    def get_rec_name(self, name):
        return f'{self.type_string} {self.external_id}'

    @classmethod
    def portal_ids(cls, records):
        """Return {id of the record: the portal's id}, for records of one model.

        The id is None for a record that no portal has had.  What the portal has deleted
        keeps its id, unless it has another now.
        """
        ids = dict.fromkeys(record.id for record in records)
        bindings = cls.search([('record', 'in', [str(record) for record in records])])
        ids.update(
            (b.record.id, b.external_id)
            for b in sorted(bindings, key=lambda b: cls.rank(b.deleted, b.merged, b.id)))
        return ids

    @staticmethod
    def rank(deleted, merged, id_):
        "Of the bindings of one record, the last by this key is the one that counts."
        return not deleted, not merged, id_

    @classmethod
    def merge(cls, source, destination):
        "Let what the portal says of one record be of the other."
        bindings = cls.search([('record', '=', str(source))])
        cls.write(bindings, {'record': str(destination), 'merged': True, 'brought': None})

    @classmethod
    def check_unbound(cls, records):
        """Raise BoundError if the portal has one of the records.

        Called before they are deleted: what the portal has deleted as well is forgotten.
        """
        with without_check_access():
            cls._check_unbound(records)

    @classmethod
    def _check_unbound(cls, records):
        bindings = cls.search([('record', 'in', [str(record) for record in records])])
        for binding in bindings:
            if not binding.deleted:
                raise BoundError(gettext(
                        'asso_members.msg_bound', record=binding.record.rec_name,
                        portal=binding.rec_name))
        cls.delete(bindings)

    @classmethod
    def join(cls, source, name, id_, feed=None, deleted=False):
        """Join the bindings of the records of a model, by the SQL of their id.

        Return the source, and the SQL of the portal's id or null.  There are as many
        rows as before, but for a record that is bound twice.
        """
        binding = cls.__table__()
        condition = binding.record == bulk.reference(name, id_)
        if not deleted:
            condition &= binding.deleted == Literal(False)
        if feed:
            condition &= binding.feed == feed.id
        return source.join(binding, 'LEFT', condition=condition), binding.external_id

    @classmethod
    def portal_id_domain(cls, Model, clause):
        "The domain of the model's records for a clause on the portal's id."
        _, operator, value = clause
        if operator.endswith('in') and not value:
            return [] if operator == 'not in' else [('id', '=', None)]
        field = cls.external_id
        table = Model.__table__()
        source, external = cls.join(table, Model.__name__, table.id, deleted=True)
        # What no portal has had has an empty id, as a field of text that may be empty
        column = field._domain_column(operator, Coalesce(external, ''))
        return [('id', 'in', source.select(table.id, where=fields.SQL_OPERATORS[operator](
                        column, field._domain_value(operator, value))))]

    @classmethod
    def portal_id_order(cls, Model, tables):
        "The order of the model's records by the portal's id, numbers as numbers."
        table, _ = tables[None]
        binding = cls.__table__()
        external = binding.select(
            binding.external_id,
            where=binding.record == bulk.reference(Model.__name__, table.id),
            order_by=[binding.deleted, binding.id.desc], limit=1)
        return [CharLength(external), external]
