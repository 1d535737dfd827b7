"""The file of a bank in Tryton's own wizard of import: first shown, then booked."""
import json

from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.wizard import Button, StateAction, StateTransition, StateView

from ..exceptions import BankError
from . import importing
from .reading.profile import Profile
from .reading.standard import NAMES

FORMAT = 'asso_members_file'
# Rows that are shown before they are booked
SHOWN = 8


class ImportStart(metaclass=PoolMeta):
    __name__ = 'account.statement.import.start'

    journal = fields.Many2One(
        'account.statement.journal', "Journal",
        domain=[('company', '=', Eval('company', -1))],
        states={'invisible': Eval('file_format') != FORMAT},
        help="Leave empty to find it by the account that the file names.")
    file_name = fields.Char("File Name")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.file_format.selection.append((FORMAT, "CSV, XLSX, ODS, OFX, CAMT, MT940, CFONB120"))
        cls.file_.filename = 'file_name'

    @classmethod
    def default_file_format(cls):
        return FORMAT


class ImportWizard(metaclass=PoolMeta):
    __name__ = 'account.statement.import'

    read = StateTransition()
    preview = StateView(
        'asso.bank.preview', 'asso_members.bank_preview_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button(
                "Columns...", 'columns', 'tryton-launch', validate=False,
                states={'invisible': Eval('bank').in_(sorted(NAMES))}),
            Button("Read Again", 'reread', 'tryton-refresh'),
            Button("Import", 'confirm', 'tryton-ok', default=True),
            ])
    reread = StateTransition()
    columns = StateView(
        'asso.bank.columns', 'asso_members.bank_columns_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Read", 'set_columns', 'tryton-ok', default=True),
            ])
    set_columns = StateTransition()
    confirm = StateTransition()
    summary = StateView(
        'asso.bank.summary', 'asso_members.bank_summary_view_form', [
            Button("Close", 'end', 'tryton-close'),
            Button(
                "Show What Waits", 'open_', 'tryton-open', default=True,
                states={'invisible': ~Eval('waiting')}),
            ])
    open_ = StateAction('asso_members.act_bank_origin')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        for button in cls.start.buttons:
            if button.state == 'import_':
                button.state = 'read'

    def transition_read(self):
        if self.start.file_format != FORMAT:
            return 'import_'
        try:
            file = self._read()
        except BankError as error:
            if error.fault not in importing.UNNAMED:
                raise
            return 'columns'
        return 'confirm' if self._is_confirmed(file) and not file.questions else 'preview'

    def _is_confirmed(self, file):
        "Whether nothing is to be looked at: files of the journal were read so before."
        journal = self._journal(file)
        return bool(journal and (
                journal.last_statement() if file.is_standard else journal.profile))

    def _read(self, answers=None, profile=None):
        name = self.start.file_name or ''
        return importing.read_for(
            self.start.company, bytes(self.start.file_), name, self.start.journal, answers,
            profile)

    def _journal(self, file):
        "The journal that was chosen, or the only one that the file's account may mean."
        if self.start.journal:
            return self.start.journal
        Journal = Pool().get('account.statement.journal')
        journals = {
            journal for account in file.accounts
            for journal in Journal.of_account(
                self.start.company, account.identifier, file.kind == 'service')}
        return journals.pop() if len(journals) == 1 else None

    def default_preview(self, names):
        "What was read so far, for a person to look at."
        answers = json.loads(getattr(self.preview, 'answers', None) or '{}')
        file = self._read(answers, self._profile())
        journal = self._journal(file)
        rows = [row for account in file.accounts for row in account.rows]
        first = file.accounts[0]
        return {
            'journal': journal.id if journal else None,
            'company': self.start.company.id,
            'bank': file.bank or None,
            'encoding': file.encoding,
            'delimiter': file.delimiter,
            'account': first.identifier or None,
            'count': len(rows),
            'opening': first.opening,
            'closing': first.closing,
            'discrepancies': '\n'.join(
                importing.misfit(d) for account in file.accounts
                for d in account.discrepancies) or None,
            'profile': json.dumps(file.profile.to_dict()),
            'answers': json.dumps(answers),
            'questions': [{
                    'what': question.what, 'text': importing.in_words(question.said),
                    'choices': json.dumps([
                            (value, importing.in_words(said)) for (value, _), said in zip(
                                question.choices, question.choices_said)])}
                for question in file.questions],
            'rows': [{
                    'date': row.date, 'label': row.label, 'amount': row.amount,
                    'payer': row.counterparty or None} for row in rows[:SHOWN]],
            }

    def default_columns(self, names):
        Columns = Pool().get('asso.bank.columns')
        return Columns.of_file(bytes(self.start.file_), self._profile())

    def transition_set_columns(self):
        self.preview.profile = json.dumps(self.columns.as_profile().to_dict())
        self.preview.answers = '{}'
        self._read({}, self._profile())
        return 'preview'

    def _profile(self):
        "The layout that was read or set up last, or None."
        profile = getattr(self.preview, 'profile', None)
        return Profile.from_dict(json.loads(profile)) if profile else None

    def _answers(self):
        answers = json.loads(self.preview.answers or '{}')
        answers.update({
                question.what: question.choice for question in self.preview.questions or []
                if getattr(question, 'choice', None)})
        return answers

    def transition_reread(self):
        self.preview.answers = json.dumps(self._answers())
        return 'preview'

    def transition_confirm(self):
        answers = self._answers() if hasattr(self.preview, 'answers') else {}
        journal = getattr(self.preview, 'journal', None) or self.start.journal
        profile = self._profile()
        file = self._read(answers, profile)
        if file.questions:
            self.preview.answers = json.dumps(answers)
            return 'preview'
        association = Pool().get('asso.association').of(self.start.company)
        with association.own_context():
            _, done = importing.run(
                association, bytes(self.start.file_), self.start.file_name or '', journal,
                answers, profile=profile)
        if journal and not journal.profile and not file.is_standard:
            journal.profile = json.dumps(file.profile.to_dict())
            journal.save()
        self.start.file_ = None
        self.summary.statements = [one.statement for one in done if one.statement]
        self.summary.known = sum(len(one.rows.known) for one in done)
        return 'summary'

    def default_summary(self, names):
        Statement = Pool().get('account.statement')
        statements = Statement.browse([s.id for s in self.summary.statements or []])
        return {
            'statements': [s.id for s in statements],
            'known': self.summary.known,
            'outcomes': '\n'.join(s.outcomes for s in statements),
            'waiting': sum(1 for s in statements for o in s.origins if o.left),
            }

    def do_open_(self, action):
        return action, {}


class Preview(ModelView):
    __name__ = 'asso.bank.preview'

    company = fields.Many2One('company.company', "Company", readonly=True)
    journal = fields.Many2One(
        'account.statement.journal', "Journal", required=True,
        domain=[('company', '=', Eval('company', -1))])
    bank = fields.Char("Layout", readonly=True, states={'invisible': ~Eval('bank')})
    encoding = fields.Char("Encoding", readonly=True)
    delimiter = fields.Char("Delimiter", readonly=True)
    account = fields.Char(
        "Account in the File", readonly=True, states={'invisible': ~Eval('account')})
    count = fields.Integer("Rows", readonly=True)
    opening = fields.Numeric("Opening Balance", digits=(16, 2), readonly=True)
    closing = fields.Numeric("Closing Balance", digits=(16, 2), readonly=True)
    discrepancies = fields.Text(
        "What Does Not Fit", readonly=True, states={'invisible': ~Eval('discrepancies')})
    profile = fields.Text("Profile", readonly=True)
    answers = fields.Text("Answers", readonly=True)
    questions = fields.One2Many(
        'asso.bank.preview.question', None, "Answers to Choose",
        states={'invisible': ~Eval('questions')})
    rows = fields.One2Many('asso.bank.preview.row', None, "First Rows", readonly=True)


class PreviewQuestion(ModelView):
    __name__ = 'asso.bank.preview.question'

    what = fields.Char("What", readonly=True)
    text = fields.Text("Question", readonly=True)
    choices = fields.Text("Choices", readonly=True)
    choice = fields.Selection('get_choices', "Answer", required=True, sort=False)

    @fields.depends('choices')
    def get_choices(self):
        return [(None, "")] + [
            tuple(choice) for choice in json.loads(self.choices or '[]')]


class PreviewRow(ModelView):
    __name__ = 'asso.bank.preview.row'

    date = fields.Date("Date", readonly=True)
    label = fields.Char("Label", readonly=True)
    payer = fields.Char("Payer", readonly=True)
    amount = fields.Numeric("Amount", digits=(16, 2), readonly=True)


class Summary(ModelView):
    __name__ = 'asso.bank.summary'

    statements = fields.Many2Many(
        'account.statement', None, None, "Statements", readonly=True)
    known = fields.Integer(
        "Rows That Had Come Before", readonly=True, states={'invisible': ~Eval('known')})
    outcomes = fields.Text("What Became of the Rows", readonly=True)
    waiting = fields.Integer("Rows That Wait for You", readonly=True)
