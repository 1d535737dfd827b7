"""Which bills a credit note corrects."""
from trytond.pool import Pool
from trytond.transaction import without_check_access


@without_check_access
def bills_of(note):
    "The bills whose lines, or whose billed days, the note takes back; the oldest first."
    Line = Pool().get('account.invoice.line')
    found = {line.origin.invoice for line in note.lines if isinstance(line.origin, Line)}
    found |= {period.line.invoice for period in _billed_before(note)}
    return sorted(found - {note}, key=lambda bill: (bill.invoice_date, bill.id))


def _billed_before(note):
    "The periods of subscriptions, or parts of them, of which the note credits some days."
    Period = Pool().get('asso.subscription.period')
    credits = Period.search([
            ('line', 'in', [line.id for line in note.lines]), ('amount', '<', 0)])
    if not credits:
        return []
    before = Period.search([
            ('subscription', 'in', [credit.subscription.id for credit in credits]),
            ('amount', '>', 0), ('line', '!=', None)])
    return [
        period for period in before if any(_takes_back(credit, period) for credit in credits)]


def _takes_back(credit, period):
    return (
        (credit.subscription, credit.number) == (period.subscription, period.number)
        and period.id < credit.id
        and period.first_day <= credit.last_day and credit.first_day <= period.last_day)
