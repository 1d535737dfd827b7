"""What two readings of a file leave open, for a person to decide."""
import datetime
from typing import NamedTuple

from .errors import BadFile

# The month is a word, so that nobody takes it for the day
DAY = '%d %B %Y'
# {code: what is asked, or what an answer means}
TEXTS = {
    'amount_column': "Which column is the amount of a movement?",
    'amount_column_choice': "column %(column)s, as %(text)s on line %(line)s",
    'sign': "Amounts of the debit column have different signs. What do they mean?",
    'sign_unsigned': "all amounts of the debit column were paid out",
    'sign_written': "those with another sign than most came back",
    'way': "No amount has a sign, and another column is empty. Which way did the money go?",
    'way_text': "No amount has a sign, and %(text)s reads as paid out. Which way did the money go? "
        "If both ways, export the file again with debit and credit.",
    'way_written': "all amounts were received",
    'way_reversed': "all amounts were paid out",
    'books': "These are columns of accounts that somebody keeps, not of a bank. Which way did the "
        "money go?",
    'books_debit': "what is in the debit column came in, as in the books",
    'books_credit': "what is in the credit column came in, as a bank writes it",
    'side': "Two columns have amounts, and no word says which one was paid out. Which is it?",
    'side_choice': "column %(column)s, as %(text)s on line %(line)s, was paid out",
    'direction': "No amount has a sign. Which rows were paid out?",
    'direction_none': "none of them: all amounts were received",
    'direction_choice': "rows with %(word)s were paid out",
    'fees': "Is the fee within the amount, or was it paid beside it?",
    'fees_within': "the amount is what has moved, with its fee",
    'fees_apart': "the fee was paid beside the amount",
    'decimal': "Is %(text)s a number with decimals, or one with thousands?",
    'decimal_choice': "%(text)s is %(amount)s",
    'date_order': "Which day is %(text)s?",
    'date_order_choice': "%(text)s is %(date)s",
    'status': "Rows are in the state %(names)s. Have they moved the account?",
    'status_booked': "rows in this state are on the account",
    'status_skipped': "rows in this state are not, or not yet",
    }


class Said(NamedTuple):
    "A text in English, and what a translation of it needs."
    code: str
    words: dict

    def __str__(self):
        return TEXTS[self.code] % {
            name: f'{word:{DAY}}' if isinstance(word, datetime.date) else word
            for name, word in self.words.items()}


class Question(NamedTuple):
    "`choices` are (value, what it means for an example of the file); `said` are for translations."
    what: str
    choices: tuple[tuple[str, str], ...]
    text: str
    said: Said
    choices_said: tuple[Said, ...]


def ask(what, choices, code=None, **words):
    "Return the question; `choices` are (value, code of its text, words)."
    asked = Said(code or what, words)
    meant = tuple(Said(code_, said) for _, code_, said in choices)
    return Question(
        what, tuple((value, str(said)) for (value, *_), said in zip(choices, meant)),
        str(asked), asked, meant)


def chosen(what, possible, answers):
    "Return the answer, if one of those that are possible was given; or raise BadFile."
    answer = answers.get(what)
    if answer is not None and answer not in possible:
        raise BadFile('answer', what=what, answer=answer, choices=', '.join(possible))
    return answer
