"""The results of carrying files of the bank, as they are shown or printed in JSON."""

from collections import Counter
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel, model_serializer

from ..contract.bank import FOR_A_PERSON, BankFile, Decision, Question

DECISIONS = get_args(Decision)
NOTHING = Decimal("0.00")


class Carried(BaseModel):
    """A file that was carried to the ledger: its answer, or why there is none."""

    file: str
    answer: BankFile | None = None
    error: str | None = None

    @property
    def state(self) -> str:
        if not self.answer:
            return "refused"
        return "asked" if self.answer.questions else "carried"

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.decision for row in self.answer.rows) if self.answer else Counter()

    @property
    def needs_somebody(self) -> bool:
        """Whether it was refused, asks something, does not add up, or has rows for a person."""
        if not self.answer or self.answer.questions:
            return True
        return any(one.discrepancies for one in self.answer.accounts) or any(
            self.counts[decision] for decision in FOR_A_PERSON
        )

    def as_told(self) -> dict[str, Any]:
        """All that is known of it, in the form of the contract; of a refused one also `error`."""
        if self.answer:
            told = self.answer.model_dump(mode="json", exclude={"accounts", "questions"})
            return told | {"file": self.file}
        absent: dict[str, Any] = dict.fromkeys(
            ("bank", "encoding", "delimiter", "opening", "closing")
        )
        totals = dict.fromkeys(DECISIONS, str(NOTHING))
        return {"file": self.file} | absent | {"totals": totals, "rows": [], "error": self.error}


class BankResult(BaseModel):
    carried: list[Carried]
    dry_run: bool

    @property
    def questions(self) -> list[Question]:
        return [one for file in self.carried if file.answer for one in file.answer.questions]

    @property
    def exit_code(self) -> int:
        return 2 if any(file.needs_somebody for file in self.carried) else 0

    @model_serializer
    def _as_told(self) -> dict[str, Any]:
        return {
            "files": [file.as_told() for file in self.carried],
            "questions": [
                question.model_dump(mode="json", exclude={"text"}) for question in self.questions
            ],
        }
