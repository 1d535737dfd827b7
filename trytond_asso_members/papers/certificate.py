"""That a person was a member on a day, as a paper."""
from dataclasses import dataclass
from datetime import date

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from ..days import in_figures
from ..exceptions import DocumentError
from ..figures.standing import paid_fees
from .letters import Letters

NO_MEMBERS = {'none', 'resigned'}


@dataclass(frozen=True)
class Paper:
    "`dues` is the first and last day of the newest fee that was paid, or None."
    day: date
    place: str | None
    dues: tuple | None


class Certificate(Letters):
    "Of each member; `data` has the `day`."
    __name__ = 'asso.paper.certificate'

    @classmethod
    def written(cls, company, members, data):
        day = data['day']
        with Transaction().set_context(membership_date=day):
            states = Pool().get('asso.member').get_membership_state(
                members, 'membership_state')
        if refused := [m for m in members if states[m.id] in NO_MEMBERS]:
            raise DocumentError(gettext(
                    'asso_members.msg_paper_no_member',
                    members=', '.join(m.rec_name for m in refused),
                    day=in_figures(day, Pool().get('ir.lang').get())))
        dues = _dues(company, day, [member.party.id for member in members])
        address = company.party.address_get()
        return {
            member: Paper(day, address.city if address else None, dues.get(member.party.id))
            for member in members}


def _dues(company, day, parties):
    "Return {party: (first, last day)} of the paid fee that lasts longest and has begun."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    source, party, first, last = pool.get('asso.member')._join_owners(invoice, parties)
    newest = {}
    for owner, *days in bulk.select_among(
            lambda where: source.select(
                party, first, last, where=where & bulk.among(party, parties)),
            invoice.id, paid_fees(company, day)):
        first_day, last_day = map(bulk.date, days)
        if last_day and (first_day or day) <= day and (
                owner not in newest or newest[owner][1] < last_day):
            newest[owner] = first_day, last_day
    return newest
