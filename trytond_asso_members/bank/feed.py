"""Since when no statement of the bank has come, for those who look after the portal."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    silent = fields.Function(fields.Char(
            "Bank without Statement", states={'invisible': ~Eval('silent')}), 'get_silent')

    @classmethod
    def get_silent(cls, feeds, name):
        Journal = Pool().get('account.statement.journal')
        today = Pool().get('ir.date').today()
        lang = Pool().get('ir.lang').get()
        silent = {}
        for feed in feeds:
            weeks = feed.association.silent_weeks
            late = Journal.silent(feed.company, weeks, today) if weeks else []
            silent[feed.id] = ', '.join(
                gettext(
                    'asso_members.msg_bank_silent', journal=journal.rec_name,
                    date=lang.strftime(day))
                for journal, day in late) or None
        return silent
