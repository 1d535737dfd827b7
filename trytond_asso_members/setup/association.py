"""From a fresh database to the working books of an association."""
import base64
import datetime as dt

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.modules.company.company import TIMEZONES
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..exceptions import SetupError
from . import bank, books, current, identity, journals, reminders, write_offs, year_end
from . import feed as feeds


class AssociationSetupStart(ModelView):
    __name__ = 'asso.association.setup.start'

    company = fields.Char(
        "Name of the Association",
        help="Leave empty to complete the only company there is.")
    currency = fields.Selection([
            ('EUR', "Euro"),
            ], "Currency", required=True)
    timezone = fields.Selection(TIMEZONES, "Timezone", translate=False)
    first_day = fields.Date(
        "First Day", help="The first day of the first fiscal year.")
    last_day = fields.Date(
        "Last Day", help="A day in the last fiscal year.")
    feed = fields.Char(
        "Code of the Feed", required=True,
        help="The bridge names the feed by this code.")
    feed_name = fields.Char("Name of the Feed", required=True)
    cutover = fields.Date(
        "Cut-over Date",
        help="Older documents come in as opening entries on this day.")
    closed_periods = fields.Selection(
        'get_closed_periods', "Bills of Closed Periods", required=True)
    fee_income = fields.Selection(
        'get_incomes', "Income of Membership Fees", required=True)
    donation_income = fields.Selection(
        'get_incomes', "Income of Donations", required=True)
    fees_first = fields.Boolean(
        "Membership Fees First",
        help="The fee of the current membership year is paid first.")
    bridge_login = fields.Char(
        "Bridge's Login", help="Leave empty to make no user for the bridge.")
    bridge_password = fields.Char("Bridge's Password", strip=False)
    language = fields.Many2One('ir.lang', "Language", required=True)

    @staticmethod
    def default_currency():
        return 'EUR'

    @staticmethod
    def default_timezone():
        return 'Europe/Paris'

    @staticmethod
    def default_feed():
        return 'portal'

    @staticmethod
    def default_feed_name():
        return 'Portail'

    @staticmethod
    def default_closed_periods():
        return 'refuse'

    @staticmethod
    def default_fee_income():
        return 'call'

    @staticmethod
    def default_donation_income():
        return 'payment'

    @staticmethod
    def default_fees_first():
        return False

    @staticmethod
    def default_language():
        return books.get_id('ir.lang_fr')

    @classmethod
    def get_closed_periods(cls):
        return cls._selection('closed_periods')

    @classmethod
    def get_incomes(cls):
        return cls._selection('fee_income')

    @classmethod
    def _selection(cls, name):
        Association = Pool().get('asso.association')
        return Association.fields_get([name])[name]['selection']

    @classmethod
    def set_up(cls, values):
        """Set up an association from the values of the settings.

        Dates are dates or ISO text, and the logo bytes or base64. Of an association that
        exists already, what is missing is added, and what the values ask for (is not empty)
        is changed, but for what doc/reference/settings.md names: a second call with the same
        values writes nothing. Only administrators may call it. Raise SetupError for values
        that cannot be used. Return the ids of the company, of the feed and of the bridge's
        user (or None).
        """
        pool = Pool()
        User = pool.get('res.user')
        if (Transaction().user
                and books.get_id('res.group_admin') not in User.get_groups()):
            raise AccessError(gettext('asso_members.msg_setup_access'))
        with without_check_access():
            checked = cls._check_values(values)
            start = cls(**checked)
            start._load_language()
            with Transaction().set_context(language=start.language.code):
                return start._set_up({
                        name: checked[name] for name, value in values.items()
                        if value is not None})

    @classmethod
    def _check_values(cls, values):
        "Complete the values and convert those that come as text"
        pool = Pool()
        Lang = pool.get('ir.lang')
        names = cls._fields.keys() - {'id'}
        if unknown := values.keys() - names:
            raise SetupError(gettext(
                    'asso_members.msg_setup_unknown',
                    names=", ".join(sorted(unknown)),
                    known=", ".join(sorted(names))))
        result = dict.fromkeys(names)
        result.update(cls.default_get(list(names), with_rec_name=False))
        result.update((k, v) for k, v in values.items() if v is not None)
        try:
            for name in ['first_day', 'last_day', 'cutover']:
                value = result[name]
                if value and not isinstance(value, dt.date):
                    result[name] = dt.date.fromisoformat(value)
            name = 'logo'
            if isinstance(result[name], str):
                result[name] = base64.b64decode(result[name], validate=True)
            for name in cls._fields:
                field = cls._fields[name]
                if field._type == 'selection' and result[name] is not None:
                    dict(field.get_selection(cls, name, cls()))[result[name]]
            name = 'language'
            if isinstance(result[name], str):
                lang, = Lang.search([('code', '=', result[name])])
                result[name] = lang.id
        except (KeyError, TypeError, ValueError):
            raise SetupError(gettext(
                    'asso_members.msg_setup_value',
                    name=name, value=result[name]))
        return result

    def _load_language(self):
        Lang = Pool().get('ir.lang')
        if not self.language.translatable:
            Lang.load_translations([self.language])

    def _set_up(self, asked):
        pool = Pool()
        Account = pool.get('account.account')
        Company = pool.get('company.company')
        FiscalYear = pool.get('account.fiscalyear')
        User = pool.get('res.user')
        User.check_bridge(self)
        company = Company.get_or_create(self)
        with Transaction().set_context(company=company.id):
            user = User.join_association(company, self)
            Account.complete_french_chart(company)
            if self.first_day and self.last_day:
                FiscalYear.create_missing(
                    company, self.first_day, self.last_day)
            FiscalYear.add_closing_periods(
                FiscalYear.search([('company', '=', company.id)]))
            association = books.get_or_create(company, self, asked)
            bank.get_or_create(company)
            identity.write(association, asked)
            journals.get_or_create([year_end.JOURNAL])
            write_offs.get_or_create(company)
            reminders.get_or_create()
            feed = feeds.get_or_create(company, self, asked)
            # A bridge that may not call its feed would be of no use
            if user and feed.user != user:
                feed.user = user
                feed.save()
        self._close_configuration()
        return {
            'company': company.id,
            'feed': feed.id,
            'user': feed.user.id if feed.user else None,
            }

    def _close_configuration(self):
        "Keep the client from opening Tryton's own wizards, whose work is now done"
        Item = Pool().get('ir.module.config_wizard.item')
        items = Item.search([('state', '=', 'open')])
        if items:
            Item.write(items, {'state': 'done'})


class AssociationSetupDone(ModelView):
    __name__ = 'asso.association.setup.done'

    company = fields.Many2One('company.company', "Company")
    steps = fields.Text("Next Steps", readonly=True)


class AssociationSetup(Wizard):
    __name__ = 'asso.association.setup'

    start = StateView(
        'asso.association.setup.start',
        'asso_members.association_setup_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Set Up", 'set_up', 'tryton-ok', default=True),
            ])
    set_up = StateTransition()
    done = StateView(
        'asso.association.setup.done',
        'asso_members.association_setup_done_view_form', [
            Button("Close", 'end', 'tryton-close', default=True),
            ])

    def default_start(self, names):
        "What there is, of the association that the user works for."
        return current.read(Transaction().context.get('company'))

    def transition_set_up(self):
        pool = Pool()
        Start = pool.get('asso.association.setup.start')
        values = {
            name: getattr(self.start, name)
            for name in Start._fields if name != 'id'}
        values['language'] = self.start.language.id
        # The session of a wizard is stored, and no password may be in it
        self.start.bridge_password = None
        self.done.company = Start.set_up(values)['company']
        return 'done'

    def default_done(self, names):
        company = Pool().get('company.company')(self.done.company.id)
        return {'steps': gettext(
                'asso_members.msg_setup_done', association=company.party.name)}

    def end(self):
        return 'reload context'
