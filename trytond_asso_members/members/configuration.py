"""What the association chooses once for all its members."""
from trytond.model import ModelSingleton, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Id


class Configuration(ModelSingleton, ModelSQL, ModelView):
    __name__ = 'asso.configuration'

    member_sequence = fields.Many2One(
        'ir.sequence', "Member Sequence",
        domain=[
            ('sequence_type', '=', Id('asso_members', 'sequence_type_member')),
            ],
        help="Numbers the members that are made in Tryton.\n"
        "Leave empty to type the numbers by hand.")

    @classmethod
    def default_member_sequence(cls):
        pool = Pool()
        ModelData = pool.get('ir.model.data')
        try:
            return ModelData.get_id('asso_members', 'sequence_member')
        except KeyError:
            return None
