"""{% load asso_portal %}: the member's answers for any page, and how things are written."""

from django import template

from .. import conf
from ..page import documents, words
from ..page.answers import answers_of
from ..page.paying import in_groups
from ..page.situation import situation_of

register = template.Library()
amount = register.filter(words.amount)
day = register.filter(words.day)
for word in (
    *(words.label, words.kind, words.title, words.reason, words.relation, words.left, words.gives),
    *(words.signed, words.moved, words.standing, words.price, words.figure, words.clock),
    words.due_on,
    words.details,
):
    register.filter(word)
register.filter("as_day", documents.day)
register.filter(in_groups)


@register.inclusion_tag("asso_portal/balance.html", takes_context=True)
def asso_balance(context):
    """The five answers for the member who is logged in, in plain text; nothing for nobody."""
    user = getattr(context.get("request"), "user", None)
    member = conf.mapping().member_of(user) if user and user.is_authenticated else None
    if not member:
        return {"member": None}
    situation = situation_of(member)
    return {"member": member, "situation": situation, "answers": answers_of(situation)}


@register.simple_tag(takes_context=True)
def asso_place(context, view, *arguments):
    """The address of another page of the member whose page this is."""
    return context["whose"].place(view, *arguments)


@register.simple_tag(takes_context=True)
def asso_line(context, document):
    """The address where a document is explained: its own page, else its line in the statement."""
    return context["whose"].line(document)
