"""The page behind the link of a message, where a member refuses more of its kind, or has it again.

To look at it changes nothing, as scanners of mail open links by themselves.  A mail program posts
there at one click (RFC 8058), and so do the buttons of the page.
"""
from html import escape

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.protocols.wrappers import (
    HTTPStatus,
    Response,
    abort,
    allow_null_origin,
    set_max_request_size,
    with_pool,
    with_transaction,
)
from trytond.transaction import Transaction
from trytond.wsgi import app

from .choice import CHOICES
from .composing import language
from .refusal import ALL, PATH, signed
from .wording import STYLE

LARGEST = 1024  # bytes
AGAIN = 'again'  # the field of the button that has it told again
SAVE, WEEKLY = 'save', 'weekly'  # fields of the page where all is chosen
FIELDS = 'border: 1px solid #767676; border-radius: 4px'
BOX = 'width: 1.5em; height: 1.5em; vertical-align: middle'
BUTTON = (
    'font: inherit; padding: .75em 1.5em; min-height: 3em; border: 1px solid #1d4f91; '
    'border-radius: 4px; color: #fff; background: #1d4f91')
HEADERS = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Robots-Tag': 'noindex',
    }


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    def refusal_page(self, choices):
        "The page in the language of the context: what it is of, and the button that changes it."
        is_refused = set(choices) <= {*(self.messages_refused or ())}
        title = gettext('asso_members.msg_choice_title', association=self.company.party.name)
        said = gettext(f'asso_members.msg_choice_{"refused" if is_refused else "told"}')
        button = gettext(f'asso_members.msg_choice_{"accept" if is_refused else "refuse"}')
        items = ''.join(
            f'<li>{escape(name)}</li>' for name in self.names_of_choices(choices))
        return _page(title, (
                f'<p role="status">{escape(said)}</p>\n<ul>{items}</ul>\n'
                f'<form method="post"><button style="{BUTTON}" '
                f'name="{AGAIN if is_refused else "refuse"}" value="1">{escape(button)}'
                '</button></form>\n'))

    def choosing_page(self, is_saved):
        "The page where each is chosen, in the language of the context."
        title = gettext('asso_members.msg_choice_title', association=self.company.party.name)
        boxes = ''.join(
            _box(name, self.names_of_choices([name])[0], name not in (self.messages_refused or ()))
            for name, _ in CHOICES)
        weekly = gettext('asso_members.msg_choice_weekly')
        saved = gettext('asso_members.msg_choice_saved') if is_saved else ''
        return _page(title, (
                f'<p role="status">{escape(saved)}</p>\n<form method="post">\n'
                f'<fieldset style="{FIELDS}"><legend>'
                f'{escape(gettext("asso_members.msg_choice_told"))}</legend>{boxes}</fieldset>\n'
                f'{_box(WEEKLY, weekly, self.messages_weekly)}'
                f'<p><button style="{BUTTON}" name="{SAVE}" value="1">'
                f'{escape(gettext("asso_members.msg_choice_save"))}</button></p></form>\n'))


def _page(title, content):
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(Transaction().language)}">\n'
        '<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title></head>\n<body style="{STYLE}">\n<main>\n'
        f'<h1 style="font-size: 1.4em">{escape(title)}</h1>\n{content}'
        f'<p>{escape(gettext("asso_members.msg_choice_always"))}</p>\n'
        '</main>\n</body>\n</html>\n')


def _box(name, words, is_checked):
    checked = ' checked' if is_checked else ''
    return (
        f'<p><label><input type="checkbox" style="{BOX}" name="{name}" value="1"{checked}> '
        f'{escape(words)}</label></p>\n')


# A wrong link looks the same whether there is such a member or not
@app.route(
    f'/<database_name>{PATH}/<int:member>/<names>/<signature>', methods={'GET', 'POST'})
@allow_null_origin  # which browsers send from a page without a referrer
@set_max_request_size(LARGEST)
@with_pool
@with_transaction()
def refusal(request, _pool, member, names, signature):
    """Show what the link refuses, or all that may be chosen; with POST, do what the form says.

    404 for a wrong link.
    """
    member, choices = signed(member, names, signature) if member < 2 ** 31 else (None, [])
    if not member:
        abort(HTTPStatus.NOT_FOUND)
    association = Pool().get('asso.association').of(member.company)
    with association.own_context():
        member = member.__class__(member.id)
        form = request.form if request.method == 'POST' else None
        if names == ALL and form and SAVE in form:
            member.choose([name for name in choices if name in form], WEEKLY in form)
        elif names != ALL and form is not None:
            (member.accept if AGAIN in form else member.refuse)(choices)
        member = member.__class__(member.id)
        with Transaction().set_context(language=language(member.company, member.party).code):
            shown = member.choosing_page(bool(form)) if names == ALL else (
                member.refusal_page(choices))
            return Response(
                shown, content_type='text/html; charset=utf-8',
                headers=HEADERS)
