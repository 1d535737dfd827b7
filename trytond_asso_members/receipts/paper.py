"""What the paper of a receipt says, in French, as the models of the tax office ask for it."""
import base64
from functools import cached_property

from trytond.pool import Pool

from ..documents.bill import NAMES
from . import words
from .association import picture_type

MODELS = {'persons': '11580*05', 'companies': '16216*02'}


class Paper:
    "Read of an issued receipt, in the context of its company."

    def __init__(self, receipt):
        self.receipt = receipt
        self.association = Pool().get('asso.association').of(receipt.company)
        self.body = receipt.company.party
        self.is_cancelled = receipt.state == 'cancelled'
        self.replacing = receipt.replaced_by.number if receipt.replaced_by else None
        self.replaced = ', '.join(sorted(old.number for old in receipt.replaces))
        self.is_of_person = receipt.kind == 'persons'
        self.model = MODELS[receipt.kind]
        self.form = words.FORMS[receipt.form]

    @property
    def sender(self):
        return self.association.sender_lines

    @property
    def identifiers(self):
        return [
            ' '.join(filter(None, [NAMES.get(one.type) or one.type_string or '', one.code]))
            for one in self.body.identifiers]

    @property
    def address(self):
        return self.receipt.address.splitlines()

    @property
    def days(self):
        "The date of the gift, or from which to which day the gifts were made."
        days = [line.day for line in self.receipt.lines]
        if min(days) == max(days):
            return f"le {words.day(min(days))}"
        return f"du {words.day(min(days))} au {words.day(max(days))}"

    @cached_property
    def gifts(self):
        "(day, nature, mode, amount in figures)"
        return [
            (words.day(line.day),
                "Cotisation" if line.bill.bill_kind == 'membership_fee' else "Don",
                words.mode(line.means), words.figures(line.amount))
            for line in self.receipt.lines]

    @property
    def modes(self):
        return ', '.join(dict.fromkeys(mode for _, _, mode, _ in self.gifts))

    @property
    def figures(self):
        return f'***{words.figures(self.receipt.amount)}***'

    @property
    def spelled(self):
        return words.spelled(self.receipt.amount)

    @property
    def articles(self):
        articles = self.receipt.articles.split(' et ')
        return (
            f"aux articles {' et '.join(articles)}" if len(articles) > 1
            else f"à l'article {articles[0]}")

    @property
    def signature(self):
        "The picture as a link that holds it whole, or None."
        content = self.association.receipts_signature
        if not content:
            return None
        return f'data:{picture_type(content)};base64,{base64.b64encode(content).decode()}'
