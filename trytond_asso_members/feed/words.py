"""The words of the contract: its types, means and deciders, and the order of ids."""

CONTRACT = 1
# Of the contract, the version of statements
STATEMENTS = 2
TYPES = [
    ('offer', "Offer"),
    ('member', "Member"),
    ('subscription', "Subscription"),
    ('bill', "Bill"),
    ('credit_note', "Credit Note"),
    ('payment', "Payment"),
    ]
MODELS = {
    'offer': 'asso.offer',
    'member': 'asso.member',
    'subscription': 'asso.subscription',
    'bill': 'account.invoice',
    'credit_note': 'asso.payment',
    'payment': 'asso.payment',
    }
MEANS = [
    ('transfer', "Transfer"),
    ('check', "Check"),
    ('cash', "Cash"),
    ('card', "Card"),
    ('other', "Other"),
    ]
DECIDERS = [
    ('portal', "Portal"),
    ('ledger', "Ledger"),
    ('person', "Person"),
    ]


def order_of_id(external_id):
    "Sort the portal's ids as it counts: numbers as numbers, then others, then none."
    if external_id is None:
        return (2, 0, '')
    if external_id.isdecimal():
        return (0, int(external_id), '')
    return (1, 0, external_id)
