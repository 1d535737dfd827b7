"""An assembly of members, and who may vote there.

Until it is called, nobody is on its list.  Then the list stays as it is, and what would be
otherwise today is said beside it.
"""
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction

_called = {'readonly': Eval('state') == 'called'}


class Assembly(ModelSQL, ModelView):
    __name__ = 'asso.assembly'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    name = fields.Char("Name", required=True)
    day = fields.Date(
        "Voters on", required=True, states=_called,
        help="Members who are up to date with their fees on this day may vote.")
    with_grace = fields.Boolean(
        "With Members in Grace", states=_called,
        help="Members in the association's days of grace may vote too.")
    state = fields.Selection([
            ('draft', "Draft"),
            ('called', "Called"),
            ], "State", required=True, readonly=True, sort=False)
    called_on = fields.Date("Called On", readonly=True)
    called_by = fields.Many2One(
        'res.user', "Called By", readonly=True, ondelete='RESTRICT')
    voters = fields.One2Many('asso.assembly.voter', 'assembly', "Voters", readonly=True)
    count = fields.Function(fields.Integer("Number of Voters"), 'get_count')
    added = fields.Function(
        fields.Many2Many(
            'asso.member', None, None, "May Vote since",
            help="Members who would be on the list if it were made now, and are not."),
        'get_changes')
    removed = fields.Function(
        fields.Many2Many(
            'asso.member', None, None, "No Longer up to Date",
            help="Members who are on the list, and would not be if it were made now."),
        'get_changes')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('day', 'DESC'), ('id', 'DESC')]
        cls._buttons.update({
            'call': {'invisible': Eval('state') != 'draft', 'depends': ['state']},
            'print_': {'invisible': Eval('state') != 'called', 'depends': ['state']},
            })

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @staticmethod
    def default_day():
        return Pool().get('ir.date').today()

    @staticmethod
    def default_with_grace():
        return True

    @staticmethod
    def default_state():
        return 'draft'

    def get_count(self, name):
        return len(self.voters)

    @classmethod
    def get_changes(cls, assemblies, names):
        values = {name: {a.id: [] for a in assemblies} for name in names}
        for assembly in assemblies:
            now = {member.id for member in assembly.up_to_date()}
            then = {voter.member.id for voter in assembly.voters}
            of = {'added': now - then, 'removed': then - now}
            for name in names:
                if assembly.state == 'called':
                    values[name][assembly.id] = sorted(of[name])
        return values

    def up_to_date(self):
        "The members who may vote on the day as the books are now, in the order of their names."
        states = ['current', 'grace'] if self.with_grace else ['current']
        with Transaction().set_context(membership_date=self.day):
            members = Pool().get('asso.member').search([
                    ('company', '=', self.company), ('membership_state', 'in', states),
                    ['OR', ('status', '=', 'member'), ('left', '>=', self.day)]])
        return sorted(
            members, key=lambda member: ((member.party.name or '').casefold(), member.id))

    @classmethod
    @ModelView.button
    def call(cls, assemblies):
        "Write the voters down, numbered; a second time nothing is changed."
        pool = Pool()
        Voter = pool.get('asso.assembly.voter')
        drafts = [assembly for assembly in assemblies if assembly.state == 'draft']
        cls.lock(drafts)
        Voter.create([{
                    'assembly': assembly.id, 'member': member.id, 'number': number,
                    'member_number': member.number, 'name': member.party.name}
                for assembly in drafts
                for number, member in enumerate(assembly.up_to_date(), 1)])
        cls.write(drafts, {
                'state': 'called', 'called_on': pool.get('ir.date').today(),
                'called_by': Transaction().user or None})

    @classmethod
    @ModelView.button_action('asso_members.report_assembly_voters')
    def print_(cls, assemblies):
        pass

    @classmethod
    def check_modification(cls, mode, assemblies, values=None, external=False):
        super().check_modification(mode, assemblies, values=values, external=external)
        fixed = {'company', 'day', 'with_grace', 'state', 'called_on', 'called_by', 'voters'}
        changes = mode == 'delete' or mode == 'write' and not fixed.isdisjoint(values)
        if changes and (called := [a for a in assemblies if a.state == 'called']):
            raise AccessError(gettext(
                    'asso_members.msg_assembly_called', assembly=called[0].rec_name))

    @classmethod
    def copy(cls, assemblies, default=None):
        default = {
            'state': 'draft', 'called_on': None, 'called_by': None, 'voters': None,
            **(default or {})}
        return super().copy(assemblies, default=default)


class Voter(ModelSQL, ModelView):
    "A member as it was on the day when the assembly was called."
    __name__ = 'asso.assembly.voter'

    assembly = fields.Many2One(
        'asso.assembly', "Assembly", required=True, readonly=True, ondelete='CASCADE')
    member = fields.Many2One(
        'asso.member', "Member", required=True, readonly=True, ondelete='RESTRICT')
    number = fields.Integer("Number", required=True, readonly=True)
    member_number = fields.Char("Member Number", readonly=True)
    name = fields.Char("Name", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('assembly')
        cls._order = [('assembly', 'DESC'), ('number', 'ASC'), ('id', 'ASC')]
        t = cls.__table__()
        cls._sql_constraints += [
            ('member_unique', Unique(t, t.assembly, t.member),
                'asso_members.msg_assembly_voter_unique')]

    @classmethod
    def check_modification(cls, mode, voters, values=None, external=False):
        "The list stays as it was when the assembly was called; members may be merged."
        super().check_modification(mode, voters, values=values, external=external)
        if mode == 'write' and values.keys() <= {'member'}:
            return
        if called := [v.assembly for v in voters if v.assembly.state == 'called']:
            raise AccessError(gettext(
                    'asso_members.msg_assembly_called', assembly=called[0].rec_name))

    def get_rec_name(self, name):
        return f'{self.number} {self.name or ""}'.strip()
