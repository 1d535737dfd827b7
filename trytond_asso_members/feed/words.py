"""The words of the contract, and the model in Tryton of each of its types."""

CONTRACT = 1
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
