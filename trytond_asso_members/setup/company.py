"""The company of an association, and the users who work for it."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta

from ..exceptions import SetupError

OTHERS_PREFIX = 'P'


class Company(metaclass=PoolMeta):
    __name__ = 'company.company'

    @classmethod
    def get_or_create(cls, settings):
        """Return the company of this name, or create it; without a name, the only one.

        The settings have the attributes of the set-up's form. Raise SetupError if they
        do not say which company, or not enough to create it.
        """
        domain = []
        if settings.company:
            domain = [('party.name', '=', settings.company)]
        companies = cls.search(domain, limit=2)
        if len(companies) == 1:
            return companies[0]
        if companies or not settings.company:
            raise SetupError(gettext('asso_members.msg_setup_company'))
        if not settings.first_day or not settings.last_day:
            raise SetupError(gettext('asso_members.msg_setup_days'))
        return cls._create_association(settings)

    @classmethod
    def _create_association(cls, settings):
        pool = Pool()
        AccountConfiguration = pool.get('account.configuration')
        Configuration = pool.get('party.configuration')
        FiscalYear = pool.get('account.fiscalyear')
        Party = pool.get('party.party')
        Period = pool.get('account.period')
        # Their first records lock the tables, and the transaction starts again
        # if it does not hold the lock: better now than after the chart.
        for Model in [
                Configuration, AccountConfiguration, FiscalYear, Period]:
            Model.lock()
        configuration = Configuration(1)
        if not configuration.party_lang:
            # Members are addressed in the language of the association
            configuration.party_lang = settings.language
            configuration.save()
        cls._number_others(configuration.party_sequence)
        party, = Party.create([{
                    'name': settings.company,
                    'lang': settings.language.id,
                    }])
        company, = cls.create([{
                    'party': party.id,
                    'currency': cls._get_currency(settings.currency).id,
                    'timezone': settings.timezone,
                    }])
        return company

    @staticmethod
    def _number_others(sequence):
        "Leave the plain numbers to members: codes of all other parties begin with a letter."
        if sequence and not sequence.prefix and sequence.number_next == 1:
            sequence.prefix = OTHERS_PREFIX
            sequence.save()

    @classmethod
    def _get_currency(cls, code):
        Currency = Pool().get('currency.currency')
        currencies = Currency.search([('code', '=', code)])
        if not currencies:
            currencies = Currency.create([{
                        'name': "Euro",
                        'code': code,
                        'numeric_code': '978',
                        'symbol': '€',
                        'rounding': Decimal('0.01'),
                        'digits': 2,
                        }])
        return currencies[0]


class User(metaclass=PoolMeta):
    __name__ = 'res.user'

    @classmethod
    def join_association(cls, company, settings):
        """Let the users without a company work for this one, in the settings' language.

        Return the user of the bridge, who is created if necessary, or None if the
        settings name no login.
        """
        values = {
            'companies': [('add', [company.id])],
            'company': company.id,
            'language': settings.language.id,
            }
        users = cls.search([('companies', '=', None)])
        if users:
            cls.write(users, values)
        if not settings.bridge_login:
            return None
        users = cls.search([('login', '=', settings.bridge_login)])
        return users[0] if users else cls._create_bridge(settings, values)

    @classmethod
    def check_bridge(cls, settings):
        "Raise SetupError if the settings cannot give the bridge a user of its own"
        if not settings.bridge_login:
            return
        users = cls.search([('login', '=', settings.bridge_login)])
        if not users and not settings.bridge_password:
            raise SetupError(gettext(
                    'asso_members.msg_setup_password',
                    login=settings.bridge_login))
        for user in users:
            if [g.id for g in user.groups] != [_bridge_group()]:
                raise SetupError(gettext(
                        'asso_members.msg_setup_login',
                        login=settings.bridge_login))

    @classmethod
    def _create_bridge(cls, settings, values):
        user, = cls.create([{
                    'name': gettext('asso_members.msg_bridge_name'),
                    'login': settings.bridge_login,
                    'password': settings.bridge_password,
                    'groups': [('add', [_bridge_group()])],
                    **values,
                    }])
        return user


def _bridge_group():
    return Pool().get('ir.model.data').get_id('asso_members.group_bridge')
