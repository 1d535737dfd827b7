"Mandates: what a member has signed, of which account."
from trytond.i18n import gettext
from trytond.model import ModelView, Workflow
from trytond.pool import Pool, PoolMeta

from ..exceptions import MandateError


class Mandate(metaclass=PoolMeta):
    __name__ = 'account.payment.sepa.mandate'

    @classmethod
    def in_force(cls, company, parties):
        """Return {party (an id): its mandate in force}, of these ids; signed last, if several.

        A mandate for one debit is in force until it has served, also if that debit is on its
        way.
        """
        found = {}
        for mandate in cls.search([
                    ('company', '=', company.id),
                    ('party', 'in', list(parties)),
                    ('state', '=', 'validated'),
                    ], order=[('signature_date', 'ASC'), ('id', 'ASC')]):
            if mandate.is_valid:
                found[mandate.party.id] = mandate
        return found

    @classmethod
    @ModelView.button
    @Workflow.transition('validated')
    def validate_mandate(cls, mandates):
        for mandate in mandates:
            mandate.check_signed()
        super().validate_mandate(mandates)

    def check_signed(self):
        "Raise MandateError unless it says what was signed: which account, when."
        today = Pool().get('ir.date').today()
        missing = (
            'iban' if not self.account_number
            else 'bank' if not self.account_number.account.bank
            else 'signature' if not self.signature_date
            else 'future' if self.signature_date > today
            else None)
        if missing:
            raise MandateError(gettext(
                    f'asso_members.msg_mandate_{missing}', mandate=self.rec_name,
                    party=self.party.rec_name))
