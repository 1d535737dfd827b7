"""What the bridge found when it laid the portal beside the books: `asso-bridge check`."""
import datetime as dt
from decimal import Decimal

from sql.aggregate import Max
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval, If

from .. import bulk
from .uncopied import Uncopied


class Check(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.feed.check'

    feed = fields.Many2One(
        'asso.feed', "Feed", required=True, readonly=True, ondelete='CASCADE')
    moment = fields.DateTime("Checked", required=True, readonly=True)
    compared = fields.Integer(
        "Compared", readonly=True, help="How many records of the portal were compared.")
    wrong = fields.Integer(
        "Wrong", readonly=True, help="The two sides differ, and nobody decided so.")
    waiting = fields.Integer(
        "Waiting", readonly=True, help="Differences that are in quarantine, or not sent yet.")
    decided = fields.Integer(
        "Decided", readonly=True, help="Decided by a person, or booked in Tryton alone.")
    drift = Monetary(
        "Drift", currency='currency', digits='currency', readonly=True,
        help="By how much the balances of all members differ.")
    differences = fields.Text(
        "Differences", readonly=True, help="The first of what is wrong or waits.")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        # Sent again after its answer was lost, it is the same check
        cls._sql_constraints += [
            ('moment_unique', Unique(t, t.feed, t.moment), 'asso_members.msg_check_unique')]
        cls._order = [('moment', 'DESC'), ('id', 'DESC')]

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            (f'/tree/field[@name="{name}"]', 'visual', If(Eval(name, 0) > 0, colour, ''))
            for name, colour in [('wrong', 'danger'), ('waiting', 'warning')]]

    def get_currency(self, name):
        return self.feed.company.currency.id

    def get_rec_name(self, name):
        return f'{self.feed.rec_name} {self.moment:%Y-%m-%d}'

    @property
    def open(self):
        "How many differences nobody has decided."
        return self.wrong + self.waiting

    @classmethod
    def keep(cls, feed, found):
        """Keep what was found, a dictionary as the contract gives it; the same once.

        `moment` is of the bridge's clock, in UTC.
        """
        moment = dt.datetime.fromisoformat(found['moment']).replace(microsecond=0)
        if cls.search([('feed', '=', feed.id), ('moment', '=', moment)], limit=1):
            return
        cls.create([{
                    'feed': feed.id, 'moment': moment,
                    **{name: found[name] for name in [
                            'compared', 'wrong', 'waiting', 'decided', 'differences']},
                    'drift': Decimal(found['drift']),
                    }])

    @classmethod
    def last(cls, company):
        "Return {feed: its last check, or None} of the feeds of a company that have ever run."
        feeds = Pool().get('asso.feed').search([
                ('company', '=', company.id), ('runs.state', '=', 'done')])
        table = cls.__table__()
        ids = [id_ for id_, in bulk.select_among(
                lambda where: table.select(
                    Max(table.id), where=where, group_by=[table.feed]),
                table.feed, [feed.id for feed in feeds])]
        of = {check.feed: check for check in cls.browse(ids)}
        return {feed: of.get(feed) for feed in feeds}
