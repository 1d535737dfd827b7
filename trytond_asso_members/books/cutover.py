"""The cut-over of an association stays where it is, once documents were booked by it."""
from sql import Null
from sql.aggregate import Min
from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta

from .. import bulk


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    @classmethod
    def check_modification(cls, mode, associations, values=None, external=False):
        "A person may not move the cut-over past what is booked already."
        super().check_modification(mode, associations, values=values, external=external)
        if mode != 'write' or not external or 'cutover' not in values:
            return
        for association in associations:
            dates = {association.cutover, values['cutover']}
            first = association._first_booked()
            if len(dates) == 2 and first and first < max(dates - {None}):
                raise AccessError(gettext(
                        'asso_members.msg_association_cutover',
                        date=Pool().get('ir.lang').get().strftime(first)))

    def _first_booked(self):
        "The date of the oldest bill or payment that is booked, or None."
        pool = Pool()
        invoice = pool.get('account.invoice').__table__()
        payment = pool.get('asso.payment').__table__()
        bills = invoice.select(Min(invoice.invoice_date), where=(
                (invoice.company == self.company.id) & (invoice.bill_kind != Null)))
        payments = payment.select(
            Min(payment.date), where=payment.company == self.company.id)
        dates = [bulk.date(date) for query in [bills, payments]
            for date, in bulk.select(query) if date]
        return min(dates, default=None)
