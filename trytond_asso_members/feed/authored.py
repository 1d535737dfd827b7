"""Records that say who made them and when, from Tryton's own columns."""
from trytond.model import fields


class Authored:
    "A mixin for such a model."
    __slots__ = ()

    user = fields.Function(
        fields.Many2One('res.user', "User"), 'get_user', searcher='search_user')
    moment = fields.Function(
        fields.Timestamp("When"), 'get_moment', searcher='search_moment')

    @classmethod
    def get_user(cls, records, name):
        return {r.id: r.create_uid.id if r.create_uid else None for r in records}

    @classmethod
    def get_moment(cls, records, name):
        return {r.id: r.create_date for r in records}

    @classmethod
    def search_user(cls, name, clause):
        return [('create_uid' + clause[0].removeprefix('user'), *clause[1:])]

    @classmethod
    def search_moment(cls, name, clause):
        return [('create_date', *clause[1:])]
