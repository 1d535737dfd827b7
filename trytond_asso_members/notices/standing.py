"""Whether what was noted is still so, as it is said a while later."""
from .words import PAPERS


def stands(notice, facts):
    "Whether the notice is to be said."
    record = facts.record(notice)
    return bool(record) and getattr(Standing(notice, record, facts), _RULES[notice.kind])()


class Standing:
    "A notice beside what its record is by now."

    def __init__(self, notice, record, facts):
        self.notice = notice
        self.record = record
        self.facts = facts

    def _bill_is_there(self):
        return self.record.state in {'posted', 'paid'} and not self.record.portal_deleted

    def _bill_is_paid(self):
        return self.record.state == 'paid' and not self.record.portal_deleted

    def _bill_is_owed(self):
        return self.record.id not in self.facts.quiet and any(
            not one.spared for one in self.facts.owed_of(self.record))

    def _bill_is_overdue(self):
        return any(
            one.bill == self.record.id for one in self.facts.overdue(self.notice.party))

    def _is_promised(self):
        return self.record.arrangement.state == 'agreed' and bool(self.record.left)

    def _money_is_here(self):
        return self.record.state == 'booked' and self._money_is_theirs()

    def _money_is_theirs(self):
        return self.record.party == self.notice.party

    def _is_member(self):
        return self.record.status == 'member' and not self.record.left

    def _has_left(self):
        return bool(self.record.left) or self.record.status != 'member'

    def _runs(self):
        return self.record.active and not self.record.draft

    def _rests(self):
        return self._runs() and any(
            suspension.first_day.isoformat() == self.notice.occurrence
            for suspension in self.record.suspensions)

    def _ends(self):
        end = self.record.end
        return bool(end) and end.isoformat() == self.notice.occurrence

    def _is_there(self):
        return True

    def _receipt_holds(self):
        return self.record.state == 'issued'

    def _is_not_renewed(self):
        until = self.facts.dues.get(self.notice.party.id)
        return self._is_member() and bool(until) and (
            until.isoformat() == self.notice.occurrence)


_RULES = {
    'member.joined': '_is_member',
    'member.left': '_has_left',
    'subscription.started': '_runs',
    'subscription.suspended': '_rests',
    'subscription.ended': '_ends',
    'bill.posted': '_bill_is_there',
    'bill.credited': '_bill_is_there',
    'bill.due_soon': '_bill_is_owed',
    'bill.overdue': '_bill_is_overdue',
    'instalment.due': '_is_promised',
    'instalment.late': '_is_promised',
    'bill.paid': '_bill_is_paid',
    'payment.received': '_money_is_here',
    'payment.returned': '_money_is_theirs',
    'dues.to_renew': '_is_not_renewed',
    'dues.lapsed': '_is_not_renewed',
    'receipt.issued': '_receipt_holds',
    **dict.fromkeys(PAPERS, '_is_there'),
    }
