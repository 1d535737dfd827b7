"""The number of a member on its party: before its name wherever it is shown, and as its code.

So members of one name are told apart, and the accounts of third parties go by the number too.
"""
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, inactive_records, without_check_access


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    @without_check_access
    def get_rec_name(self, name):
        shown = super().get_rec_name(name)
        number = self._number()
        return f'[{number}] {shown}' if number and self.name else shown

    def _number(self):
        "The number as a member of the context's company, or of the first if there is none."
        company = Transaction().context.get('company')
        return next(
            (m.number for m in self.members if company in {None, m.company.id}), None)

    @classmethod
    def search_rec_name(cls, name, clause):
        domain = super().search_rec_name(name, clause)
        _, operator, value, *extra = clause
        if not operator.startswith(('!', 'not ')):
            start = value.removeprefix('%') if isinstance(value, str) else value
            domain = ['OR', domain, ('members.number', operator, start, *extra)]
        return domain


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    @classmethod
    def on_modification(cls, mode, members, field_names=None):
        super().on_modification(mode, members, field_names=field_names)
        if mode == 'create':
            with without_check_access():
                cls._share_numbers(members)

    @staticmethod
    def free_codes(numbers):
        "Those of the numbers that are no party's code yet."
        with inactive_records():
            taken = {p.code for p in Pool().get('party.party').search([
                        ('code', 'in', list(numbers))])}
        return set(numbers) - taken

    @classmethod
    def _share_numbers(cls, members):
        """Make each number the code of the party, unless it is another's.

        A party of whom something is booked keeps its code: the accounts name it already.
        One that is a member twice has the number that came first.
        """
        pool = Pool()
        wanted = {}
        for member in members:
            if member.party.code not in {one.number for one in member.party.members}:
                wanted.setdefault(member.party, member.number)
        if not wanted:
            return
        booked = {
            line.party for line in pool.get('account.move.line').search([
                    ('party', 'in', [party.id for party in wanted])])}
        free = cls.free_codes(wanted.values())
        new = []
        for party, number in wanted.items():
            if number in free and party not in booked:
                free.remove(number)
                party.code = number
                new.append(party)
        pool.get('party.party').save(new)
