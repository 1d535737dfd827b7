"""What became of a file of the bank comes in, and its content goes."""

from typing import Any

from django.db import transaction

from ..models import BankFile
from .parts import Part

OUTCOMES = ("matched", "proposed", "waiting", "rule", "double", "ignored")
STATES = (BankFile.CARRIED, BankFile.ASKED, BankFile.REFUSED)
LONGEST = 10_000


def receive(id: int, document: dict[str, Any]) -> None:
    """Keep the outcome of the file's attempt; leave aside one that is told, or of an earlier one.

    Raises Refused, and changes nothing, if the document has not its form.
    """
    part = Part(document, code="outcomes-invalid")
    attempt, outcome = part.integer("attempt", 1), _outcome(part)
    if outcome["state"] == BankFile.CARRIED:
        outcome["content"] = None  # the books have it
    with transaction.atomic():
        BankFile.waiting().filter(pk=id, attempt=attempt).update(**outcome)


def _outcome(part: Part) -> dict[str, Any]:
    return {
        "state": part.choice("state", STATES),
        "told": part.moment("as_of"),
        "message": part.text_or_null("message", LONGEST) or "",
        "outcomes": [
            {
                "outcome": one.choice("outcome", OUTCOMES),
                "rows": one.integer("rows"),
                "total": str(one.sum("total")),
            }
            for one in part.parts("outcomes")
        ],
        "warnings": [
            Part({"text": text}, f"warnings[{n}]", part.code).text("text", LONGEST)
            for n, text in enumerate(part.items("warnings"))
        ],
        "questions": [
            {
                "what": one.text("what", 64, 1),
                "text": one.text("text", LONGEST),
                "choices": [
                    {"value": choice.text("value", 255), "means": choice.text("means", LONGEST)}
                    for choice in one.parts("choices")
                ],
            }
            for one in part.parts("questions")
        ],
    }
