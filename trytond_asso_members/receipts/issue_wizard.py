"""The receipts of a year, shown before they are drafted or issued."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, PYSONEncoder
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard

from .proposal import propose
from .receipt import KINDS

# Receipts that are shown; those that lack something come first
SHOWN = 500
FIRST_YEAR, LAST_YEAR = 1970, 9000


class IssueStart(ModelView):
    __name__ = 'asso.receipt.issue.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    year = fields.Integer(
        "Year", required=True,
        domain=[('year', '>=', FIRST_YEAR), ('year', '<=', LAST_YEAR)],
        help="The calendar year of the gifts.")
    count = fields.Integer("Receipts", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    lacking = fields.Integer(
        "Not Issued", readonly=True, help="Receipts for which something is missing.")
    more = fields.Char("More", readonly=True, states={'invisible': ~Bool(Eval('more'))})
    proposed = fields.One2Many('asso.receipt.proposed', None, "Receipts", readonly=True)

    @fields.depends('company', 'count', 'currency', 'lacking', 'more', 'proposed', 'total', 'year')
    def on_change_year(self):
        for name, value in shown(self.company, self.year).items():
            setattr(self, name, value)


class Proposed(ModelView):
    __name__ = 'asso.receipt.proposed'

    party = fields.Many2One('party.party', "Party", readonly=True)
    kind = fields.Selection(KINDS, "Kind", readonly=True, sort=False)
    gifts = fields.Integer("Gifts", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    lack = fields.Selection([
            (None, ""),
            ('address', "The Address"),
            ('article', "An Article for Such Donors"),
            ('first_name', "The First Name"),
            ('minimum', "Below the Minimum"),
            ('paid_back', "Of Which Payment Money Was Paid Back"),
            ('siren', "The SIREN"),
            ], "Missing", readonly=True, sort=False)


def shown(company, year):
    "The values of the form of a year."
    if not company or not year or not FIRST_YEAR <= year <= LAST_YEAR:
        return {'count': None, 'total': None, 'lacking': None, 'more': None, 'proposed': []}
    proposals = propose(Pool().get('asso.association').of(company), year)
    good = [proposal for proposal in proposals if not proposal.lack]
    lacking = [proposal for proposal in proposals if proposal.lack]
    return {
        'count': len(good),
        'total': sum((proposal.total for proposal in good), Decimal(0)),
        'lacking': len(lacking),
        'more': gettext(
            'asso_members.msg_receipts_more', count=len(proposals) - SHOWN)
        if len(proposals) > SHOWN else None,
        'proposed': [{
                'party': proposal.party,
                'kind': proposal.donor.kind,
                'gifts': len(proposal.gifts),
                'total': proposal.total,
                'currency': company.currency.id,
                'lack': proposal.lack,
                } for proposal in (lacking + good)[:SHOWN]],
        }


class Issue(Wizard):
    "Draft or issue the receipts of a year."
    __name__ = 'asso.receipt.issue'

    start = StateView(
        'asso.receipt.issue.start', 'asso_members.receipt_issue_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Draft", 'draft', 'tryton-save', default=True),
            Button("Issue", 'issue', 'tryton-ok'),
            ])
    draft = StateTransition()
    issue = StateTransition()
    open_ = StateAction('asso_members.act_receipt_form')
    receipts = ()

    def default_start(self, names):
        pool = Pool()
        company = pool.get('asso.association').company_of_user()
        year = pool.get('ir.date').today().year - 1
        return {
            'company': company.id,
            'currency': company.currency.id,
            'year': year,
            **shown(company, year),
            }

    def transition_draft(self):
        pool = Pool()
        Association = pool.get('asso.association')
        association = Association.of(Association.company_of_user(self.start.company))
        receipts = pool.get('asso.receipt').prepare(association, self.start.year)
        self.receipts = [receipt.id for receipt in receipts]
        return 'open_' if receipts else 'end'

    def transition_issue(self):
        state = self.transition_draft()
        Receipt = Pool().get('asso.receipt')
        Receipt.issue(Receipt.browse(list(self.receipts)))
        return state

    def do_open_(self, action):
        action['pyson_domain'] = PYSONEncoder().encode([('id', 'in', list(self.receipts))])
        # All of them in one list, drafts or issued
        action['domains'] = []
        return action, {}
