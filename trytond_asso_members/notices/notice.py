"""The outbox: what is to be said of each event, noted in the transaction of the act itself."""
from sql import Null
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction, without_check_access

from .. import bulk
from ..feed.uncopied import Uncopied
from .words import KINDS, STATES, WHY

RECORDS = [
    'account.invoice', 'asso.payment', 'asso.member', 'asso.receipt', 'asso.subscription',
    'asso.arrangement.instalment',
    # What waits for the treasurer is of these too
    'account.statement.journal', 'account.statement.origin', 'asso.feed', 'asso.feed.run',
    'asso.quarantine', 'party.contact_mechanism']
# Why something is not said, whatever a person clicks
FOR_GOOD = ['programs', 'choice']


class Notice(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.notice'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    kind = fields.Selection(KINDS, "Event", required=True, readonly=True, sort=False)
    kind_string = kind.translated('kind')
    record = fields.Reference("Of", 'get_records', required=True, readonly=True)
    occurrence = fields.Char(
        "Occurrence", readonly=True,
        help="Which time it was, where the same may happen to a record again.")
    party = fields.Many2One(
        'party.party', "Party", readonly=True, ondelete='CASCADE',
        context={'company': Eval('company', -1)}, depends={'company'},
        help="Whom it concerns.  What concerns a party is said in the order of the events.\n"
        "What concerns nobody in particular is told to the treasurer.")
    day = fields.Date("Date", required=True, readonly=True)
    amount = Monetary("Amount", currency='currency', digits='currency', readonly=True)
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    state = fields.Selection(STATES, "State", required=True, readonly=True, sort=False)
    why = fields.Selection(
        WHY, "Why Not", readonly=True, sort=False, states={'invisible': ~Eval('why')})
    not_before = fields.Date(
        "Not Before", readonly=True, states={'invisible': ~Eval('not_before')},
        help="It waits for what else the member is told in this week.")
    message = fields.Many2One(
        'asso.notice.message', "Message", readonly=True, ondelete='SET NULL',
        states={'invisible': ~Eval('message')}, help="The message that says it.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_constraints += [
            # The record first: what is known of records is looked up by it
            ('once', Unique(t, t.record, t.kind, t.occurrence), 'asso_members.msg_notice_once'),
            ]
        cls._sql_indexes |= {
            Index(t, (t.party, Index.Range()), (t.kind, Index.Equality())),
            Index(t, (t.company, Index.Equality()), (t.party, Index.Range()),
                where=t.state == 'due'),
            Index(t, (t.message, Index.Range()), where=t.message != Null),
            }
        cls._buttons.update({
                'keep_quiet': {
                    'invisible': (Eval('state') != 'due') | Bool(Eval('message')),
                    'depends': ['state', 'message'],
                    },
                'say': {
                    'invisible': (
                        (Eval('state') != 'never') | Bool(Eval('message'))
                        | Eval('why').in_(FOR_GOOD)),
                    'depends': ['state', 'message', 'why'],
                    },
                })

    @staticmethod
    def default_occurrence():
        return ''

    @classmethod
    def get_records(cls):
        get_name = Pool().get('ir.model').get_name
        return [(name, get_name(name)) for name in RECORDS]

    @classmethod
    def get_currency(cls, notices, name):
        "None without an amount: clients would show the sign of the currency alone."
        return {
            n.id: None if n.amount is None else n.company.currency.id for n in notices}

    def get_rec_name(self, name):
        return ' - '.join([self.kind_string, *([self.party.rec_name] if self.party else [])])

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('party.rec_name', *clause[1:])]

    @classmethod
    @ModelView.button
    def keep_quiet(cls, notices):
        cls.silence([n for n in notices if n.state == 'due' and not n.message], 'person')

    @classmethod
    @ModelView.button
    def say(cls, notices):
        "Let it be said after all, as when a member has an address by now."
        cls.write([
                n for n in notices
                if n.state == 'never' and not n.message and n.why not in FOR_GOOD], {
                'state': 'due', 'why': None})

    @classmethod
    def silence(cls, notices, why):
        cls.write(notices, {'state': 'never', 'why': why})

    @classmethod
    def wait_no_longer(cls, parties):
        "Decide again what waits for these parties: they have chosen otherwise."
        with without_check_access():
            cls.write(cls.search([
                        ('party', 'in', [party.id for party in parties]), ('state', '=', 'due'),
                        ('not_before', '!=', None)]), {'not_before': None})

    @classmethod
    def note(cls, events):
        """Note the events, but for those that were noted before, unless they were over meanwhile.

        It is part of the act, so it asks for no rights, and neither is done without the other.
        Of an association that says nothing, or of what is older than its messages or its
        cut-over, nothing is noted; the events are not even read while no association says
        anything.
        """
        since = cls.since()
        if not since:
            return
        events = {
            event.key: event for event in events
            if event.company in since and event.day >= since[event.company]}
        table = cls.__table__()
        known = {
            tuple(key): (id_, why) for id_, why, *key in bulk.select_among(
                lambda where: table.select(
                    table.id, table.why, table.kind, table.record, table.occurrence, where=where),
                table.record, {record for _, record, _ in events})}
        loading = Transaction().context.get('_asso_first_load')
        rows, again = [], []
        for key, event in events.items():
            id_, why = known.get(key, (None, None))
            row = _row(event, 'import' if loading else event.why)
            if not id_:
                rows.append(row)
            elif why == 'over':
                again += [cls.browse([id_]), row | {'not_before': None}]
        with without_check_access():
            if again:
                cls.write(*again)
            ids = bulk.insert('asso.notice', rows)
            Pool().get('asso.hook').call_for(list(zip(ids, rows)))

    @classmethod
    def since(cls):
        "Return {company: day} of the associations that say something: from which day on."
        association = Pool().get('asso.association').__table__()
        return {
            company: max(bulk.date(since), bulk.date(cutover or since))
            for company, since, cutover in bulk.select(association.select(
                    association.company, association.messages_since, association.cutover,
                    where=association.messages_since != Null))}


def _row(event, why):
    return {
        'company': event.company,
        'kind': event.kind,
        'record': event.record,
        'occurrence': event.occurrence,
        'party': event.party,
        'day': event.day,
        'amount': event.amount,
        'state': 'never' if why else 'due',
        'why': why,
        }
