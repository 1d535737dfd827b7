"""What two readings of a file leave open, for a person to decide."""
from typing import NamedTuple

from .errors import BadFile


class Question(NamedTuple):
    "`choices` are (value, what it means for an example of the file)."
    what: str
    choices: tuple[tuple[str, str], ...]
    text: str


def chosen(what, possible, answers):
    "Return the answer, if one of those that are possible was given; or raise BadFile."
    answer = answers.get(what)
    if answer is not None and answer not in possible:
        raise BadFile('answer', what=what, answer=answer, choices=', '.join(possible))
    return answer
