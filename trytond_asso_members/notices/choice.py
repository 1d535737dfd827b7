"""What a member may choose not to be told, or to be told once a week: one table of both.

Each is thanks, an invitation, or the news of what stands on the member's page anyway.  The rest
is always said, and at once: bills and credit notes, which the law has given to whoever owes
them; what is left to pay, which costs more to whoever does not hear of it; and what changes a
member's rights.
"""
from trytond.model import fields
from trytond.pool import Pool, PoolMeta

CHOICES = [
    ('payments', "Thanks for Payments"),
    ('renewal', "Dues to Renew"),
    ('receipts', "Tax Receipts"),
    ]
CHOICE_OF = {
    'payment.received': 'payments',
    'bill.paid': 'payments',
    'dues.to_renew': 'renewal',
    'receipt.issued': 'receipts',
    }


def choices_of(kinds):
    "The choices that the kinds are of, in their order; none if one of them is always said."
    found = {CHOICE_OF.get(kind) for kind in kinds}
    return [] if None in found else [name for name, _ in CHOICES if name in found]


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    messages_refused = fields.MultiSelection(
        CHOICES, "Not to Be Told", sort=False,
        help="What the member does not want to be told.  Bills, credit notes, what is left to "
        "pay and what changes the membership are always told.")
    messages_weekly = fields.Boolean(
        "Once a Week",
        help="What may be refused is gathered, and told once a week at most; the rest is told "
        "at once, with what has been gathered.")

    merged_ids = fields.Char(
        "Merged Members", readonly=True,
        help="The ids of those who were merged into this one: their links in messages are good "
        "for it.")

    @classmethod
    def of_link(cls, id_):
        "The member with the id, or into whom that one was merged, in a list of one or none."
        return cls.search([
                ['OR', ('id', '=', id_), ('merged_ids', 'like', f'%,{id_},%')],
                ('active', 'in', [True, False])])

    def refuse(self, choices):
        "The member does not want to be told of the choices; a second time, the same."
        self._choose({*(self.messages_refused or ()), *choices})

    def accept(self, choices):
        "The member wants to be told of the choices again."
        self._choose({*(self.messages_refused or ())} - {*choices})

    def choose(self, choices, weekly):
        "The member wants to be told of these choices and no other, once a week or each time."
        self._choose({name for name, _ in CHOICES} - {*choices})
        if bool(self.messages_weekly) != weekly:
            self.__class__.write([self], {'messages_weekly': weekly})

    def _choose(self, refused):
        if refused != {*(self.messages_refused or ())}:
            self.__class__.write([self], {
                    'messages_refused': [name for name, _ in CHOICES if name in refused]})

    @classmethod
    def names_of_choices(cls, choices):
        "What the choices are called in the language of the context."
        field = cls.fields_get(['messages_refused'])['messages_refused']
        return [name for choice, name in field['selection'] if choice in choices]

    @classmethod
    def on_modification(cls, mode, members, field_names=None):
        super().on_modification(mode, members, field_names=field_names)
        if mode == 'write' and {'messages_refused', 'messages_weekly'} & set(field_names):
            Pool().get('asso.notice').wait_no_longer([m.party for m in members])

    @classmethod
    def merge(cls, source, destination):
        "They are one person: what either refuses is refused, and by the links of both."
        source, destination = cls.browse([source, destination])
        destination.refuse(source.messages_refused or ())
        cls.write([destination], {
                'messages_weekly': destination.messages_weekly or source.messages_weekly,
                'merged_ids': ','.join([
                    '', *_ids(destination), str(source.id), *_ids(source), ''])})
        super().merge(source, destination)


def _ids(member):
    return [id_ for id_ in (member.merged_ids or '').split(',') if id_]
