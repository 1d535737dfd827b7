"""A member's subscription to an offer, from one day to another."""
from sql import Null
from sql.conditionals import Case
from trytond.model import DeactivableMixin, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval, If


class Subscription(DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'asso.subscription'

    member = fields.Many2One(
        'asso.member', "Member", required=True, ondelete='RESTRICT')
    offer = fields.Many2One(
        'asso.offer', "Offer", required=True, ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)),
            ])
    company = fields.Function(
        fields.Many2One('company.company', "Company"),
        'on_change_with_company', searcher='search_company')
    start = fields.Date("Start", required=True)
    end = fields.Date(
        "End",
        domain=['OR',
            ('end', '=', None),
            ('end', '>=', Eval('start', None)),
            ],
        help="The last day of the subscription.\n"
        "Leave empty as long as it runs.")
    comment = fields.Text("Comment")
    state = fields.Function(fields.Selection([
                ('future', "Future"),
                ('running', "Running"),
                ('ended', "Ended"),
                ], "State",
            help="The state of the subscription today."),
        'on_change_with_state', searcher='search_state')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [
            ('start', 'DESC'),
            ('id', 'DESC'),
            ]

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree', 'visual', If(Eval('state') == 'ended', 'muted', '')),
            ]

    @fields.depends('member', '_parent_member.company')
    def on_change_with_company(self, name=None):
        return self.member.company if self.member else None

    @classmethod
    def search_company(cls, name, clause):
        return [('member.' + clause[0], *clause[1:])]

    @fields.depends('start', 'end')
    def on_change_with_state(self, name=None):
        today = Pool().get('ir.date').today()
        if self.end and self.end < today:
            return 'ended'
        elif self.start and self.start > today:
            return 'future'
        return 'running'

    @classmethod
    def _state_expression(cls, table):
        today = Pool().get('ir.date').today()
        return Case(
            ((table.end != Null) & (table.end < today), 'ended'),
            (table.start > today, 'future'),
            else_='running')

    @classmethod
    def search_state(cls, name, clause):
        _, operator, value = clause
        table = cls.__table__()
        Operator = fields.SQL_OPERATORS[operator]
        return [('id', 'in', table.select(
                    table.id,
                    where=Operator(cls._state_expression(table), value)))]

    @classmethod
    def order_state(cls, tables):
        table, _ = tables[None]
        return [cls._state_expression(table)]

    @classmethod
    def check_modification(cls, mode, subscriptions, values=None, external=False):
        super().check_modification(mode, subscriptions, values=values, external=external)
        if mode == 'delete':
            Pool().get('asso.binding').check_unbound(subscriptions)

    def get_rec_name(self, name):
        return f'{self.offer.rec_name} - {self.member.rec_name}'

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, *_ = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        return [bool_op,
            ('offer.rec_name', *clause[1:]),
            ('member.rec_name', *clause[1:]),
            ]
