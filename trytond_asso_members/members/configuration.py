"""What the association chooses once for all its members."""
from sql import Literal
from sql.functions import CurrentTimestamp
from trytond import backend
from trytond.model import ModelSingleton, ModelSQL, ModelView, fields
from trytond.modules.company.model import CompanyMultiValueMixin, CompanyValueMixin
from trytond.pool import Pool
from trytond.pyson import Eval, Id
from trytond.transaction import Transaction

_of_members = ('sequence_type', '=', Id('asso_members', 'sequence_type_member'))


class Configuration(CompanyMultiValueMixin, ModelSingleton, ModelSQL, ModelView):
    __name__ = 'asso.configuration'

    member_sequence = fields.MultiValue(fields.Many2One(
            'ir.sequence', "Member Sequence",
            domain=[
                ('company', 'in', [Eval('context', {}).get('company', -1), None]),
                _of_members,
                ],
            help="Numbers the members that are made in Tryton.\n"
            "Leave empty to type the numbers by hand."))


class MemberSequence(CompanyValueMixin, ModelSQL):
    __name__ = 'asso.configuration.member_sequence'

    member_sequence = fields.Many2One(
        'ir.sequence', "Member Sequence", ondelete='RESTRICT',
        domain=[('company', 'in', [Eval('company', -1), None]), _of_members],
        depends={'company'})

    @classmethod
    def __register__(cls, module):
        is_new = not backend.TableHandler.table_exist(cls._table)
        super().__register__(module)
        if is_new:
            cls._take_over(module)

    @classmethod
    def _take_over(cls, module):
        """Let each company keep the sequence that was one for all of them.

        It was chosen in the configuration, or else it was data of this module.
        """
        pool = Pool()
        configuration = pool.get('asso.configuration')
        data = pool.get('ir.model.data').__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*data.select(data.db_id, where=(
                    (data.module == module) & (data.fs_id == 'sequence_member'))))
        chosen = cursor.fetchone()
        handler = configuration.__table_handler__(module)
        if handler.column_exist('member_sequence'):
            table = configuration.__table__()
            cursor.execute(*table.select(table.member_sequence, limit=1))
            chosen = cursor.fetchone() or chosen
            handler.drop_column('member_sequence')
        if chosen and chosen[0]:
            company, table = pool.get('company.company').__table__(), cls.__table__()
            cursor.execute(*table.insert(
                    [table.create_uid, table.create_date, table.company,
                        table.member_sequence],
                    company.select(
                        Literal(0), CurrentTimestamp(), company.id, Literal(chosen[0]))))
        # Tryton would delete what this module no longer has
        cursor.execute(*data.delete(where=(
                    (data.module == module) & (data.model == 'ir.sequence'))))
