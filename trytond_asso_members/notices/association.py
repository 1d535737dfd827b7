"""From when an association tells its members what happens, and when it reminds them."""
import datetime as dt
import logging
import re
from email.utils import parseaddr

from trytond import config
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..exceptions import MessageError
from . import bills, calling, deadlines, sending, treasurer

logger = logging.getLogger(__name__)

A_MONTH = 2  # reminders


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    messages_since = fields.Date(
        "Messages Since",
        help="What happens from this day on is told to the members; what is older never is.\n"
        "Leave empty to say nothing.")
    messages_held = fields.Boolean(
        "Hold All Messages",
        help="Nothing is sent as long as this is checked; what happens is noted, and sent later.")
    messages_from = fields.Char(
        "Messages from",
        help="The address from which members are written to.\n"
        "Leave empty for that of Tryton's own configuration.")
    messages_reply_to = fields.Char(
        "Answers to",
        help="The address of the treasurer, who reads what members answer and gets the last "
        "reminder.\nLeave empty for that of the association.")
    due_soon_days = fields.Integer(
        "Days before the Due Date",
        domain=['OR', ('due_soon_days', '=', None), ('due_soon_days', '>=', 0)],
        help="So long before a bill is due, its member is told.\nLeave empty not to tell it.")
    reminder_weeks = fields.Char(
        "Weeks of Reminders",
        help="After how many weeks a member is reminded of a bill that is overdue: "
        "\"1, 3, 6\".  The last one goes to the treasurer instead.\n"
        "Leave empty to remind nobody.")
    reminders_per_month = fields.Integer(
        "Reminders a Month",
        domain=['OR', ('reminders_per_month', '=', None), ('reminders_per_month', '>=', 0)],
        help="No member is reminded more often in thirty days.\nLeave empty for two.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons['try_messages'] = {}

    @classmethod
    @ModelView.button_action('asso_members.wizard_trial')
    def try_messages(cls, associations):
        pass

    @classmethod
    def validate_fields(cls, associations, field_names):
        super().validate_fields(associations, field_names)
        if 'reminder_weeks' in field_names:
            for association in associations:
                association.check_reminder_weeks()

    def check_reminder_weeks(self):
        "Raise MessageError unless the weeks are numbers, each larger than the one before."
        weeks = self.weeks_of_reminders
        if re.sub(r'[\d\s,;]', '', self.reminder_weeks or '') or weeks != sorted(set(weeks)):
            raise MessageError(gettext(
                    'asso_members.msg_reminder_weeks', association=self.rec_name,
                    weeks=self.reminder_weeks))

    @property
    def sender_address(self):
        "The address from which members are written to, or None."
        return self.messages_from or config.get('email', 'from')

    @property
    def why_held(self):
        "Why nothing is sent, 'held' or 'sender'; or None."
        if self.messages_held:
            return 'held'
        return None if '@' in (self.sender_address or '') else 'sender'

    @property
    def sender_domain(self):
        "What is after the @ of that address."
        return parseaddr(self.sender_address or '')[1].partition('@')[2] or 'localhost'

    @property
    def treasurer_address(self):
        return self.messages_reply_to or self.company.party.email

    @property
    def weeks_of_reminders(self):
        return [int(week) for week in re.findall(r'\d+', self.reminder_weeks or '')]

    @property
    def reminders_a_month(self):
        return A_MONTH if self.reminders_per_month is None else self.reminders_per_month

    def reminder_level(self, due, day):
        "Return which reminder of a bill due on a day it is time for, from 1, and since when; or 0."
        days = [due + dt.timedelta(weeks=weeks) for weeks in self.weeks_of_reminders]
        reached = [one for one in days if one <= day]
        return len(reached), reached[-1] if reached else None

    def is_last_reminder(self, level):
        "Whether it goes to the treasurer; the only one there is goes to the member."
        return level == len(self.weeks_of_reminders) > 1

    @classmethod
    def bills_posted(cls, ids):
        super().bills_posted(ids)
        Pool().get('asso.notice').note(bills.posted(ids))

    @classmethod
    def bills_settled(cls, ids):
        super().bills_settled(ids)
        Pool().get('asso.notice').note(bills.paid(ids))

    @classmethod
    def collects(cls, ids):
        """Return those of the bills (a set of ids) whose money the association takes itself.

        Nobody is asked to pay these.  A hook, for direct debits.
        """
        return set()

    @classmethod
    def note_every_day(cls):
        """Note what has come with time, for the context's company, or for all.

        Whether arrangements are kept is found for those too that say nothing.
        """
        company = Transaction().context.get('company')
        for association in cls.search([]):
            if company in {None, association.company.id}:
                association.note_deadlines()

    @classmethod
    def send_messages(cls):
        "Send and call what is due of the context's company, or of all."
        company = Transaction().context.get('company')
        by_hand = {
            message.company for message in Pool().get('asso.notice.message').search([
                    ('state', '=', 'due'), ('by_hand', '=', True)])}
        cls.deliver([
                association for association in cls.search([])
                if company in {None, association.company.id}
                and (association.messages_since or association.company in by_hand)])

    @classmethod
    def deliver(cls, associations):
        "Send and call what is due of them, as from the queue."
        for association in associations:
            for act in [sending.send, calling.call]:
                try:
                    act(association)
                except Exception:
                    # It keeps nothing from the other associations
                    Transaction().rollback()
                    logger.exception("%s: messages wait", association.rec_name)

    def note_deadlines(self, day=None):
        "Note what has come with time as of the day (default: today); the second time, nothing."
        pool = Pool()
        Notice = pool.get('asso.notice')
        with self.own_context():
            association = self.__class__(self.id)
            bulk.hold(self.__name__, [self.id])
            day = day or pool.get('ir.date').today()
            pool.get('asso.arrangement').review(association, day)
            if since := Notice.since().get(self.company.id):
                Notice.note(deadlines.found(association, day, since))
                Notice.note(treasurer.found(association, day))
