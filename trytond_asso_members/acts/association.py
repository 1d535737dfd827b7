"""What an association's treasurer may write off, and where losses are booked."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

from ..exceptions import ActError


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'on_change_with_currency')
    account_loss = fields.Many2One(
        'account.account', "Losses", ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)), ('type', '!=', None),
            ('type.statement', '=', 'income'), ('closed', '!=', True)],
        help="What members will never pay is written off on it (6541).")
    journal_loss = fields.Many2One(
        'account.journal', "Journal of Losses", ondelete='RESTRICT',
        domain=[('type', '=', 'write-off')],
        help="The entries by which bills are written off.")
    write_off_limit = Monetary(
        "Limit of Write-Offs", currency='currency', digits='currency',
        domain=['OR', ('write_off_limit', '=', None), ('write_off_limit', '>=', 0)],
        help="The most that may be written off of one bill. Leave empty for no limit.")

    @fields.depends('company')
    def on_change_with_currency(self, name=None):
        return self.company.currency if self.company else None

    def means_method(self, means):
        """The payment method by which money of the means is booked, as of the portal's.

        Raise ActError if no feed of the company has one.
        """
        Method = Pool().get('asso.feed.payment_method')
        methods = Method.search([
                ('feed.company', '=', self.company.id),
                ('means', '=', means),
                ], order=[('feed', 'ASC')], limit=1)
        if not methods:
            labels = dict(Method.fields_get(['means'])['means']['selection'])
            raise ActError(gettext('asso_members.msg_act_means', means=labels[means]))
        return methods[0].method

    def check_losses(self):
        "Raise ActError if it is not set where losses are booked."
        if not (self.account_loss and self.journal_loss):
            raise ActError(gettext(
                    'asso_members.msg_act_losses_unset', association=self.rec_name))
