"""The changes that were refused, why, and how to mend them."""
import datetime as dt
import json
from contextlib import suppress

from sql.aggregate import Count
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .. import bulk
from ..exceptions import FeedError
from .uncopied import Uncopied
from .words import TYPES

# What is wrong with the allocations of a payment, whose money is booked all the same
OF_ALLOCATIONS = {
    'allocation_sign', 'allocation_twice', 'allocation_above_payment', 'allocation_of_nobody'}


class Quarantine(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.quarantine'

    feed = fields.Many2One(
        'asso.feed', "Feed", required=True, readonly=True, ondelete='RESTRICT')
    type = fields.Selection(TYPES, "Type", required=True, readonly=True, sort=False)
    type_string = type.translated('type')
    external_id = fields.Char("Portal's ID", required=True, readonly=True)
    operation = fields.Selection([
            ('upsert', "Make or Change"),
            ('delete', "Delete"),
            ('unreadable', "Unreadable"),
            ], "Operation", required=True, readonly=True)
    digest = fields.Char("Digest", required=True, readonly=True)
    content = fields.Text(
        "Content", readonly=True,
        # Of what could not be read it repeats the reason
        states={'invisible': Eval('operation') == 'unreadable'})
    state = fields.Selection([
            ('refused', "Refused"),
            ('waiting', "Waiting"),
            ('set_aside', "Set Aside"),
            ], "State", required=True, readonly=True, sort=False)
    code = fields.Char("Code", required=True, readonly=True)
    reason = fields.Text("Reason", required=True, readonly=True)
    since = fields.DateTime("Since", required=True, readonly=True)
    tries = fields.Integer(
        "Tries", required=True, readonly=True,
        help="How often it was refused; the same refusal again does not count.")
    set_aside_reason = fields.Text(
        "Set Aside Because", readonly=True,
        states={'invisible': Eval('state') != 'set_aside'})
    set_aside_by = fields.Many2One(
        'res.user', "Set Aside By", readonly=True, ondelete='RESTRICT',
        states={'invisible': Eval('state') != 'set_aside'})
    needs = fields.One2Many(
        'asso.quarantine.need', 'change', "Needs", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'ASC')]
        t = cls.__table__()
        cls._sql_constraints += [
            ('external_id_unique', Unique(t, t.feed, t.type, t.external_id),
                'asso_members.msg_quarantine_unique'),
            ]
        cls._sql_indexes.add(Index(t, (t.external_id, Index.Equality())))
        cls._buttons.update({
                'try_again': {'depends': ['state']},
                'set_aside': {
                    'invisible': Eval('state') == 'set_aside',
                    'depends': ['state'],
                    },
                })

    def get_rec_name(self, name):
        return f'{self.type_string} {self.external_id}'

    @classmethod
    def count_states(cls, feed):
        "Return {state: number of changes}."
        cursor = Transaction().connection.cursor()
        table = cls.__table__()
        cursor.execute(*table.select(
                table.state, Count(table.id),
                where=table.feed == feed.id, group_by=table.state))
        return dict(cursor)

    @classmethod
    def to_try_last(cls, feed):
        """The changes to try again at the end of a run: what was refused, and what no longer waits.

        A bill does without what only informs, money without what it is for.  A payment that is
        booked but for its allocations is left, as trying again changes nothing.
        """
        changes = cls.search([
                ('feed', '=', feed.id),
                ('operation', '!=', 'unreadable'),
                ['OR',
                    ('state', '=', 'refused'),
                    [
                        ('state', '=', 'waiting'),
                        ('type', '=', 'bill'),
                        ('needs.type', 'in', ['offer', 'subscription']),
                        ],
                    [
                        ('state', '=', 'waiting'),
                        ('type', '=', 'payment'),
                        ('code', '!=', 'payment_waiting'),
                        ],
                    ]])
        booked = cls._booked([c for c in changes if c.code in OF_ALLOCATIONS])
        return [c for c in changes if c not in booked]

    @staticmethod
    def _booked(changes):
        "Those of the changes of payments that are booked as they are here."
        bindings = Pool().get('asso.binding').search([
                ('feed', 'in', [c.feed.id for c in changes]), ('type', '=', 'payment'),
                ('external_id', 'in', [c.external_id for c in changes]),
                ('deleted', '=', False), ('digest', '=', None)])
        ids = {binding.external_id for binding in bindings}
        return {c for c in changes if c.type == 'payment' and c.external_id in ids}

    def change(self):
        "Return the change as the bridge sent it."
        return {
            'type': self.type,
            'id': self.external_id,
            'op': self.operation,
            'digest': self.digest,
            'content': json.loads(self.content) if self.content else None,
            }

    def answer(self):
        "Return the entry as the contract writes it."
        return {
            'id': self.id,
            'type': self.type,
            'record': self.external_id,
            'op': self.operation,
            'state': self.state,
            'code': self.code,
            'reason': self.reason,
            'since': self.since.astimezone(dt.UTC).strftime('%Y-%m-%dT%H:%M:%SZ'),
            'tries': self.tries,
            'set_aside_reason': self.set_aside_reason,
            }

    @classmethod
    @ModelView.button
    def try_again(cls, changes):
        "Apply the changes once more; what is refused again stays."
        Feed = Pool().get('asso.feed')
        feeds = {}
        for change in changes:
            feeds.setdefault(change.feed, []).append(change)
        for feed, theirs in feeds.items():
            Feed.retry_changes(feed, theirs)

    @classmethod
    @ModelView.button_action('asso_members.wizard_quarantine_set_aside')
    def set_aside(cls, changes):
        pass

    @classmethod
    def put_aside(cls, changes, reason):
        """Leave the changes alone until the portal sends something else.

        Raise FeedError without a reason: those who come after must know it.
        """
        reason = (reason or '').strip()
        if not reason:
            raise FeedError(gettext('asso_members.msg_quarantine_reason'))
        cls.write(list(changes), {
                'state': 'set_aside',
                'set_aside_reason': reason,
                'set_aside_by': Transaction().user,
                })


class QuarantineNeed(Uncopied, ModelSQL):
    "A record that a change needs: when it arrives or changes, the change is tried again."
    __name__ = 'asso.quarantine.need'

    change = fields.Many2One(
        'asso.quarantine', "Change", required=True, ondelete='CASCADE')
    type = fields.Char("Type", required=True)
    external_id = fields.Char("Portal's ID", required=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('change')
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.external_id, Index.Equality())))

    @classmethod
    def waiting(cls, feed, keys):
        """The changes of the feed that need one of the records, {(type, portal's id)}.

        Those set aside are left out.  Tryton's search by a field of the change would read
        the whole quarantine.
        """
        Quarantine = Pool().get('asso.quarantine')
        table, change = cls.__table__(), Quarantine.__table__()
        rows = bulk.select_among(
            lambda where: table
            .join(change, condition=table.change == change.id)
            .select(
                table.type, table.external_id, change.id,
                where=where & (change.feed == feed.id) & (change.state != 'set_aside'),
                order_by=[table.id]),
            table.external_id, {id_ for _, id_ in keys})
        return Quarantine.browse(list(dict.fromkeys(
                    id_ for *key, id_ in rows if tuple(key) in keys)))


def reason(refusal):
    """Return the refusal in words, in the language of the context.

    A bridge of another version may send a code that this module does not know.
    """
    values = {name: str(value) for name, value in refusal.values.items()}
    message = words = f'asso_members.msg_refused_{refusal.code}'
    # Tryton gives back the name of a message that it does not have, and raises it in its own tests
    with suppress(KeyError):
        words = gettext(message, **values)
    if words == message:
        error = ', '.join([refusal.code, *values.values()])
        return gettext('asso_members.msg_refused_unforeseen', error=error)
    return words


def keep(feed, change, outcome):
    "Keep a change that was refused; the same refusal again writes nothing."
    Quarantine = Pool().get('asso.quarantine')
    refusal = outcome.refusal
    values = {
        'operation': change.op,
        'digest': change.digest,
        'content': _content(change),
        'state': outcome.name,
        'code': refusal.code,
        'reason': reason(refusal),
        }
    needs = sorted(set(refusal.needs))
    entry = change.entry
    if not entry:
        Quarantine.create([dict(
                    values, feed=feed.id, type=change.type,
                    external_id=change.id, since=dt.datetime.now(), tries=1,
                    needs=_needs(needs))])
    elif any(getattr(entry, n) != v for n, v in values.items()) or needs != sorted(
            (n.type, n.external_id) for n in entry.needs):
        if entry.digest != change.digest:
            values['since'] = dt.datetime.now()
        values['tries'] = entry.tries + 1
        values['needs'] = [
            ('delete', [n.id for n in entry.needs]), *_needs(needs)]
        Quarantine.write([entry], values)


def _content(change):
    "What was sent, as text; halves of characters, which no database takes, are written as escapes."
    if change.content is not None:
        text = json.dumps(change.content, ensure_ascii=False)
        return text.encode(errors='backslashreplace').decode()


def _needs(needs):
    return [('create', [
                {'type': type_, 'external_id': id_} for type_, id_ in needs])]


class SetAside(Wizard):
    __name__ = 'asso.quarantine.set_aside'

    start = StateView(
        'asso.quarantine.set_aside.start',
        'asso_members.quarantine_set_aside_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Set Aside", 'put_aside', 'tryton-ok', default=True),
            ])
    put_aside = StateTransition()

    def transition_put_aside(self):
        self.model.put_aside(self.records, self.start.reason)
        return 'end'


class SetAsideStart(ModelView):
    __name__ = 'asso.quarantine.set_aside.start'

    reason = fields.Text("Reason", required=True)
