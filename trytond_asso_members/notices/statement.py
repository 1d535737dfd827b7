"""What is told of a member's messages: the address of the page where they are chosen."""
from trytond.pool import PoolMeta

from .refusal import choosing


class Statement(metaclass=PoolMeta):
    __name__ = 'asso.statement'

    @classmethod
    def choosing(cls, association, members):
        if not (association.messages_since and association.messages_url):
            return super().choosing(association, members)
        return {member: choosing(association, member) for member in members}
