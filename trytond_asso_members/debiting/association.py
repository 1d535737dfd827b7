"By which journal an association collects, and how long before it tells its members."
import datetime as dt

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import without_check_access

from ..exceptions import DebitError
from . import due

# The rulebook of SEPA, where nothing else was agreed upon
NOTICE = 14
PREFIX = 'M'


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    debit_journal = fields.Many2One(
        'account.payment.journal', "Journal of Direct Debits", ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)),
            ('process_method', '=', 'sepa'),
            ],
        help="It says on which account of the bank the money comes, and the format of the file. "
        "Leave empty where no bill is collected.")
    debit_notice = fields.Integer(
        "Days of Notice", domain=['OR', ('debit_notice', '=', None), ('debit_notice', '>=', 0)],
        states={'invisible': ~Bool(Eval('debit_journal'))},
        help="Members are told at least so many days before they are debited.\n"
        "Leave empty for fourteen, the rule where nothing else was agreed upon.")

    @classmethod
    @without_check_access
    def on_modification(cls, mode, associations, field_names=None):
        super().on_modification(mode, associations, field_names=field_names)
        if mode != 'delete' and (field_names is None or 'debit_journal' in field_names):
            for association in associations:
                if association.debit_journal:
                    _number_mandates(association.company)

    @classmethod
    def collects(cls, ids):
        return super().collects(ids) | due.debited(ids)

    @property
    def first_debit(self):
        "The first day on which members may be debited, if they are told today."
        notice = NOTICE if self.debit_notice is None else self.debit_notice
        return Pool().get('ir.date').today() + dt.timedelta(days=notice)

    def check_debits(self):
        "Raise DebitError where the association cannot collect yet, with what is missing."
        if not self.debit_journal:
            raise DebitError(gettext(
                    'asso_members.msg_debit_journal', association=self.rec_name))
        if not self.company.party.sepa_creditor_identifier_used:
            raise DebitError(gettext(
                    'asso_members.msg_debit_creditor',
                    party=self.company.party.rec_name))
        # Of the module account_payment_clearing, which would book the money a second time
        if getattr(self.debit_journal, 'clearing_account', None):
            raise DebitError(gettext(
                    'asso_members.msg_debit_clearing', journal=self.debit_journal.rec_name))
        number = self.debit_journal.sepa_bank_account_number
        if not number.account.bank:
            raise DebitError(gettext(
                    'asso_members.msg_debit_own_bank', account=number.rec_name))


def _number_mandates(company):
    "Have the mandates of the company numbered, if nothing does yet."
    pool = Pool()
    Configuration = pool.get('account.configuration')
    Sequence = pool.get('ir.sequence')
    ModelData = pool.get('ir.model.data')
    name = 'sepa_mandate_sequence'
    configuration = Configuration(1)
    if configuration.get_multivalue(name, company=company.id):
        return
    sequence, = Sequence.create([{
                'name': Configuration.fields_get([name])[name]['string'],
                'company': company.id,
                'sequence_type': ModelData.get_id('account_payment_sepa.sequence_type_mandate'),
                'prefix': PREFIX,
                'padding': 6,
                }])
    configuration.set_multivalue(name, sequence, company=company.id)
