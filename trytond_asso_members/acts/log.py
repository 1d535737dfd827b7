"""The log of what persons did: who, when and why, and whether it was undone."""
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pyson import Bool, Eval

from .. import bulk
from ..feed.authored import Authored
from ..feed.uncopied import Uncopied

KINDS = [
    ('received', "Received"),
    ('refunded', "Paid Back"),
    ('written_off', "Written Off"),
    ('credited', "Credited"),
    ('attached', "Attached"),
    ('moved', "Moved"),
    ('given_back', "Given Back"),
    ]


class Act(Authored, Uncopied, ModelSQL, ModelView):
    "Rows are only ever added; one whose act was undone says by whom and when."
    __name__ = 'asso.act'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    kind = fields.Selection(KINDS, "Act", required=True, readonly=True, sort=False)
    kind_string = kind.translated('kind')
    party = fields.Many2One(
        'party.party', "Party", required=True, readonly=True, ondelete='RESTRICT',
        context={'company': Eval('company', -1)}, depends={'company'})
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True, readonly=True)
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    date = fields.Date("Date", required=True, readonly=True, help="The day of the entry.")
    bill = fields.Many2One(
        'account.invoice', "Bill", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Bool(Eval('bill'))})
    payment = fields.Many2One(
        'asso.payment', "Payment", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Bool(Eval('payment'))})
    before = fields.Many2One(
        'party.party', "Moved From", readonly=True, ondelete='RESTRICT',
        context={'company': Eval('company', -1)}, depends={'company'},
        states={'invisible': ~Eval('before')})
    reason = fields.Char("Reason", readonly=True)
    undone = fields.Boolean("Undone", readonly=True)
    undone_by = fields.Many2One(
        'res.user', "Undone By", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Eval('undone')})
    undone_at = fields.Timestamp(
        "Undone At", readonly=True, states={'invisible': ~Eval('undone')})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.party, Index.Range())),
            Index(t, (t.bill, Index.Range())),
            Index(t, (t.payment, Index.Range())),
            }

    def get_rec_name(self, name):
        return ' '.join(filter(None, [
                    self.kind_string, self.party.rec_name, self.bill and self.bill.rec_name]))

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('party.rec_name', *clause[1:])]

    @classmethod
    def get_currency(cls, acts, name):
        return {a.id: a.company.currency.id for a in acts}


def log(company, kind, party, amount, date, reason, bill=None, payment=None, before=None):
    "Log what the user of the transaction did; return the id."
    id_, = bulk.insert('asso.act', [{
                'company': company.id, 'kind': kind, 'party': party, 'amount': amount,
                'date': date, 'bill': bill, 'payment': payment, 'before': before,
                'reason': reason[:255] if reason else None, 'undone': False}])
    return id_
