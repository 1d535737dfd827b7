"""The list by which a person closes a fiscal year: each point done, or explained."""
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval, If, PYSONEncoder
from trytond.transaction import Transaction
from trytond.wizard import StateAction, Wizard

from .. import bulk
from ..exceptions import ClosingError
from . import points

KINDS = [
    ('agreement', "Portal and Books Agree"),
    ('quarantine', "Changes in Quarantine"),
    ('unmatched', "Payments without a Member"),
    ('suspense', "Open Entries on Suspense"),
    ('transit', "Money in Transit"),
    ('deferred', "Income of the Next Year to Book"),
    ('doubtful', "Members Who Have Owed for Over a Year"),
    ('ahead', "Members Who Are Ahead"),
    ('next_year', "Next Year to Open"),
    ('adjustment', "Adjustment Period to Make"),
    ('result', "Accounts to Take to the Result"),
    ('drafts', "Draft Entries"),
    ]
# What each point opens: the action, and whether it shows the point's own records only
ACTIONS = {
    'agreement': ('asso_members.act_check_form', True),
    'quarantine': ('asso_members.act_quarantine_form', True),
    'unmatched': ('asso_members.act_payment_form', True),
    'suspense': ('account.act_move_line_form', True),
    'transit': ('account.act_move_line_form', True),
    'deferred': ('asso_members.wizard_closing_defer', False),
    'doubtful': ('asso_members.wizard_closing_doubt', False),
    'ahead': ('asso_members.act_member_form', True),
    'next_year': ('asso_members.act_fiscalyear_add', False),
    'adjustment': ('account.act_period_form', False),
    'result': ('asso_members.wizard_closing_result', False),
    'drafts': ('account.act_move_form', True),
    }
# What is owed to members, or lost by them, is to be known, not to be done away with
SHOWN = {'doubtful', 'ahead'}
# What was booked can be opened again, to book what has changed or to take it back
BOOKED = ['deferred', 'doubtful']


class Closing(ModelSQL, ModelView):
    __name__ = 'asso.closing'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    year = fields.Many2One(
        'account.fiscalyear', "Fiscal Year", required=True, ondelete='RESTRICT',
        domain=[('company', '=', Eval('company', -1))],
        states={'readonly': Eval('id', -1) > 0})
    state = fields.Function(fields.Selection('get_states', "State"), 'get_state')
    has_adjustment = fields.Function(
        fields.Boolean("Has Adjustment Period"), 'get_has_adjustment')
    points = fields.One2Many(
        'asso.closing.point', 'closing', "To Do",
        states={'readonly': Eval('state') != 'open'})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('year', 'DESC'), ('id', 'DESC')]
        t = cls.__table__()
        cls._sql_constraints += [
            ('year_unique', Unique(t, t.year), 'asso_members.msg_closing_year_unique')]
        is_open = {'invisible': Eval('state') != 'open', 'depends': ['state']}
        cls._buttons.update({
                'make_adjustment': {
                    'invisible': (Eval('state') != 'open') | Eval('has_adjustment', False),
                    'depends': ['state', 'has_adjustment']},
                'next': is_open,
                'close': is_open})

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @classmethod
    def default_year(cls):
        "The oldest that is open."
        years = Pool().get('account.fiscalyear').search([
                ('company', '=', cls.default_company()), ('state', '=', 'open'),
                ], order=[('start_date', 'ASC')], limit=1)
        return years[0].id if years else None

    @staticmethod
    def default_state():
        return 'open'

    @classmethod
    def get_states(cls):
        return Pool().get('account.fiscalyear').fields_get(['state'])['state']['selection']

    def get_state(self, name):
        return self.year.state

    def get_has_adjustment(self, name):
        return bool(self.year.closing_period())

    def get_rec_name(self, name):
        return self.year.rec_name

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('year.rec_name', *clause[1:])]

    @classmethod
    def create(cls, vlist):
        "With a point of each kind."
        vlist = [
            {**values, 'points': [('create', [{'kind': kind} for kind, _ in KINDS])]}
            for values in vlist]
        return super().create(vlist)

    @classmethod
    @ModelView.button
    def make_adjustment(cls, closings):
        "Make the adjustment period that Tryton's own closing wants; none where there is one."
        Pool().get('account.fiscalyear').add_closing_periods(
            [closing.year for closing in closings])

    @classmethod
    @ModelView.button
    def next(cls, closings):
        "Open the first point that is neither done nor explained."
        open_ = (point for closing in closings for point in closing.left)
        return next((point.action() for point in open_), None)

    @property
    def left(self):
        "The points that are neither done nor explained."
        return [point for point in self.points if point.state == 'open']

    @classmethod
    @ModelView.button
    def close(cls, closings):
        """Close the years as Tryton does.

        Raise ClosingError while a point is neither done nor explained.
        """
        for closing in closings:
            if left := closing.left:
                raise ClosingError(gettext(
                        'asso_members.msg_closing_open', year=closing.rec_name,
                        points=', '.join(point.kind_string for point in left)))
        Pool().get('account.fiscalyear').close([closing.year for closing in closings])


class Point(ModelSQL, ModelView):
    __name__ = 'asso.closing.point'

    closing = fields.Many2One(
        'asso.closing', "Closing", required=True, readonly=True, ondelete='CASCADE')
    kind = fields.Selection(KINDS, "What", required=True, readonly=True, sort=False)
    kind_string = kind.translated('kind')
    count = fields.Function(fields.Integer("Count"), 'get_point')
    amount = fields.Function(
        Monetary(
            "Amount", currency='currency', digits='currency',
            states={'invisible': ~Eval('amount', 0)}),
        'get_point')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    explanation = fields.Char("Explanation", help="Why it may stay as it is.")
    explained_by = fields.Many2One(
        'res.user', "Explained By", readonly=True, ondelete='RESTRICT')
    explained_on = fields.Date("Explained On", readonly=True)
    state = fields.Function(fields.Selection([
                ('done', "Done"),
                ('shown', "To Know"),
                ('explained', "Explained"),
                ('open', "To Do"),
                ], "State", sort=False), 'get_point')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'ASC')]
        cls._buttons.update({
                'open': {
                    'invisible': (Eval('state') == 'done') & ~Eval('kind').in_(BOOKED),
                    'depends': ['kind', 'state']}})

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        cls._add_missing()

    @classmethod
    def _add_missing(cls):
        "Closings of an older release, of a year that is open, get the kinds that came since."
        pool = Pool()
        closing, point = pool.get('asso.closing').__table__(), cls.__table__()
        year = pool.get('account.fiscalyear').__table__()
        had = {(of, kind) for of, kind in bulk.select(point.select(point.closing, point.kind))}
        bulk.insert(cls.__name__, [
                {'closing': id_, 'kind': kind}
                for id_, in bulk.select(closing
                    .join(year, condition=closing.year == year.id)
                    .select(closing.id, where=year.state == 'open'))
                for kind, _ in KINDS if (id_, kind) not in had])

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if 'explanation' in values:
            is_explained = bool(values['explanation'])
            values['explained_by'] = (Transaction().user or None) if is_explained else None
            values['explained_on'] = (
                Pool().get('ir.date').today() if is_explained else None)
        return values

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="state"]', 'visual',
                If(Eval('state') == 'open', 'warning', '')),
            ]

    def get_rec_name(self, name):
        return self.kind_string

    def get_currency(self, name):
        return self.closing.company.currency.id

    @classmethod
    def get_point(cls, records, names):
        kinds = {record.closing.year: set() for record in records}
        for record in records:
            kinds[record.closing.year].add(record.kind)
        found = {year: points.read(year, theirs) for year, theirs in kinds.items()}
        values = {name: {} for name in names}
        for record in records:
            point = found[record.closing.year][record.kind]
            of = {
                'count': point.count, 'amount': point.amount,
                'state': _state(record, point.count)}
            for name in names:
                values[name][record.id] = of[name]
        return values

    @classmethod
    @ModelView.button
    def open(cls, records):
        "Open what is behind the point, or the wizard by which it is done."
        return records[0].action() if records else None

    def action(self):
        "What shows the records behind the point, or the wizard by which it is done."
        pool = Pool()
        Action, ModelData = pool.get('ir.action'), pool.get('ir.model.data')
        name, are_its_own = ACTIONS[self.kind]
        action = Action(Action.get_action_id(
                ModelData.get_id(*name.split('.')))).get_action_value()
        if are_its_own:
            ids = points.read(self.closing.year, [self.kind])[self.kind].ids
            action['pyson_domain'] = PYSONEncoder().encode([('id', 'in', ids)])
        return action


def _state(point, count):
    if not count:
        return 'done'
    if point.kind in SHOWN:
        return 'shown'
    return 'explained' if point.explanation else 'open'


class Begin(Wizard):
    "Show the list of the oldest year that is open, begun if it was not yet."
    __name__ = 'asso.closing.begin'

    start_state = 'open_'
    open_ = StateAction('asso_members.act_closing_form')

    def do_open_(self, action):
        Closing = Pool().get('asso.closing')
        company = Pool().get('asso.association').company_of_user()
        with Transaction().set_context(company=company.id):
            year = Closing.default_year()
            if not year:
                return action, {}
            closing, = Closing.search([('year', '=', year)]) or Closing.create([{'year': year}])
        action['views'].reverse()
        return action, {'res_id': [closing.id]}
