"""Which record of the portal is which record of Tryton."""
from sql import Literal
from sql.conditionals import Coalesce
from sql.functions import CharLength
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool

from .. import bulk
from .uncopied import Uncopied
from .words import MODELS, TYPES


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
    deleted = fields.Boolean(
        "Deleted", readonly=True, help="The portal has deleted it.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('external_id_unique', Unique(t, t.feed, t.type, t.external_id),
                'asso_members.msg_binding_unique'),
            ]
        cls._sql_indexes.add(Index(t, (t.record, Index.Equality())))

    @staticmethod
    def default_deleted():
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
        ids.update((b.record.id, b.external_id) for b in cls.search([
                    ('record', 'in', [str(record) for record in records]),
                    ], order=[('deleted', 'DESC'), ('id', 'ASC')]))
        return ids

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
