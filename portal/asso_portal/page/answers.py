"""The five questions that members ask, each answered in a sentence."""

import datetime as dt
from dataclasses import dataclass
from html import unescape

from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .documents import Document
from .figures import Figures
from .membership import Membership
from .situation import Situation
from .words import amount, day, inner, title


@dataclass(frozen=True)
class Answer:
    """`words` may have <bdi> around what somebody typed, and no other element."""

    name: str
    question: str
    words: str

    @property
    def line(self) -> str:
        """Question and answer, as plain text."""
        if self.question.endswith("?"):
            return f"{self.question} {self.text}"
        return _("{}: {}").format(self.question, self.text)

    @property
    def text(self) -> str:
        """As plain text."""
        return unescape(strip_tags(conditional_escape(self.words)))


def answers_of(situation: Situation) -> list[Answer]:
    """In the order in which members ask; the first also when the books have told nothing yet."""
    return [
        Answer("now", _("Do I have to pay something now?"), _now(situation)),
        Answer("why", _("Why?"), _why(situation)),
        Answer("bill", _("My last bill"), _last_bill(situation)),
        Answer("payment", _("My last payment"), _last_payment(situation)),
        Answer("dues", _("My membership"), _dues(situation.membership)),
    ]


def _now(situation: Situation) -> str:
    figures = situation.figures
    if figures is None:
        return _("Your balance is not known yet")
    if figures.to_pay_now:
        return _("You have %(amount)s to pay now") % {
            "amount": amount(figures.to_pay_now, situation.currency)
        }
    if figures.due > figures.ahead:
        return _("Nothing to pay now: %(amount)s is on its way") % {
            "amount": amount(figures.on_the_way, situation.currency)
        }
    if figures.left_ahead:
        return _("Nothing to pay: you are %(amount)s ahead") % {
            "amount": amount(figures.left_ahead, situation.currency)
        }
    return _("Nothing to pay now")


def _why(situation: Situation) -> str:
    """The sum in one line, as one would say it aloud."""
    figures = situation.figures
    if figures is None:
        return _("The association's books have not been compared with this site yet.")
    parts = _parts(figures, situation.currency)
    if not parts:
        if figures.later:
            return _("No bill is due yet.")
        if figures.disputed:
            return _("What is left to pay is in dispute.")
        return _("No bill is left to pay.")
    count = len({part.debt.key for part in situation.due})
    if count and len(parts) == 1:
        return ngettext(
            "%(count)s bill due: %(amount)s", "%(count)s bills due: %(amount)s", count
        ) % {"count": count, "amount": amount(figures.due, situation.currency)}
    rest = amount(abs(figures.left), situation.currency)
    if figures.left >= 0:
        return f"{_sum(parts)} = {rest}"
    if len(parts) == 1:
        return parts[0][0]
    words = _("%(amount)s ahead") % {"amount": rest}
    return f"{_sum([(part, not adds) for part, adds in parts])} = {words}"


def _parts(figures: Figures, currency: str) -> list[tuple[str, bool]]:
    """What the sum is made of, each with whether it adds to what is owed."""
    way = [much for _day, much in figures.on_its_way]
    amounts = [
        (_("%(amount)s of bills due"), figures.due, True),
        (_("%(amount)s of bills not in the books yet"), -sum(n for n in way if n < 0), True),
        (_("%(amount)s paid ahead"), figures.ahead, False),
        (_("%(amount)s on its way"), sum(n for n in way if n > 0), False),
    ]
    return [
        (words % {"amount": amount(much, currency)}, adds) for words, much, adds in amounts if much
    ]


def _sum(parts: list[tuple[str, bool]]) -> str:
    """A + B - C: what adds comes first."""
    first, *others = sorted(parts, key=lambda part: not part[1])
    return " ".join(
        [first[0], *(f"+ {words}" if adds else f"\u2212 {words}" for words, adds in others)]
    )


def _last_bill(situation: Situation) -> str:
    bill = situation.last_bill
    if bill is None:
        return _("No bill so far.")
    return format_html(_("{}: {}"), title(bill), _state_of_bill(bill, situation))


def _state_of_bill(bill: Document, situation: Situation) -> SafeString:
    if bill.disputed and bill.residual:
        return conditional_escape(_("in dispute, not asked for"))
    if bill.refused:
        return conditional_escape(_("not in the books yet, a volunteer is on it"))
    paid = joined(inner(share.document) for share in bill.settled if share.document)
    if bill.is_paid:
        return format_html(_("paid by {}"), paid) if paid else conditional_escape(_("paid"))
    if bill.residual:
        words = _("%(amount)s left to pay") % {"amount": amount(bill.residual, situation.currency)}
        coming = [
            share.document for share in bill.settled if share.document and share.document.unbooked
        ]
        if coming:
            return format_html(_("{}, {} is on its way"), words, joined(map(inner, coming)))
        if situation.figures and situation.figures.on_the_way > 0:
            much = amount(situation.figures.on_the_way, situation.currency)
            return format_html(_("{}, {} is on its way"), words, much)
        return conditional_escape(words)
    if bill.pending and bill.entry:
        return conditional_escape(_("a change is not yet taken into account"))
    if bill.pending:
        return conditional_escape(_("not in the books yet"))
    return conditional_escape(_("nothing left to pay, as far as this site knows"))


def _last_payment(situation: Situation) -> str:
    payment = situation.last_payment
    if payment is None:
        return _("No payment so far.")
    if payment.refused:
        state = _("received, not in the books yet: a volunteer is on it")
    elif payment.pending and payment.entry and not payment.unbooked:
        state = _("received, a change is not in the books yet")
    elif payment.pending:
        state = _("received, not in the books yet")
    else:
        state = _("received and in the books")
    much = amount(abs(payment.amount), situation.currency)
    if payment.amount < 0:
        return format_html("{}, {}", title(payment), much)
    return format_html(_("{}, {}: {}"), title(payment), much, state)


def _dues(membership: Membership) -> str:
    until = {"day": day(membership.until)}
    if membership.state == "current":
        return _("Up to date until %(day)s") % until
    if membership.state == "grace":
        return _("Ended on %(day)s, to renew now") % until
    if membership.state == "lapsed":
        return _("Lapsed since %(day)s, to renew") % until
    if membership.state == "never":
        return _("No membership fee paid so far")
    if membership.state == "resigned":
        return _("You are no longer a member")
    return _("Not known yet")


def overdue(since: dt.date | None, days: int) -> str:
    """How long something has been late; "" if nothing is."""
    if since is None:
        return ""
    return ngettext(
        "Late since %(day)s, %(days)s day ago", "Late since %(day)s, %(days)s days ago", days
    ) % {"day": day(since), "days": days}


def joined(parts) -> SafeString:
    """A, B and C."""
    parts = [conditional_escape(part) for part in parts]
    if len(parts) < 2:
        return mark_safe("".join(parts))
    return format_html(_("{} and {}"), mark_safe(", ".join(parts[:-1])), parts[-1])
