"""What became of files of the bank, in lines for a person."""

from ..contract.bank import FOR_A_PERSON, Paid, Question, Row
from .carried import DECISIONS, NOTHING, BankResult, Carried
from .report import line


def show_bank(result: BankResult) -> None:
    """Each file with its rows by outcome, then what waits for a person, then the questions."""
    if not result.carried:
        line("There is no file.")
    for file in result.carried:
        show_carried(file)
        for row in file.answer.rows if file.answer and not file.answer.questions else []:
            if row.decision in FOR_A_PERSON:
                _show_waiting(row)
    for question in result.questions:
        _show_question(question)
    if result.dry_run:
        line("Nothing was written.")


def show_carried(file: Carried) -> None:
    """The file's line, a line for each outcome, and what in it does not add up."""
    answer = file.answer
    if not answer:
        line(f"{file.file}: refused. {file.error}")
        return
    bank = f" ({answer.bank})" if answer.bank else ""
    asks = ", not booked: see the question" if answer.questions else ""
    line(f"{file.file}{bank}: {_rows(len(answer.rows))}{asks}")
    counts = file.counts
    for decision in DECISIONS:
        if counts[decision]:
            total = answer.totals.get(decision, NOTHING)
            line(f"  {decision}: {_rows(counts[decision])}, {total:f}")
    for account in answer.accounts:
        for discrepancy in account.discrepancies:
            line(f"  {discrepancy}")


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _show_waiting(row: Row) -> None:
    line(f"  {row.decision}: {row.date} {row.amount:f} {row.label}")
    for reason in row.reasons:
        line(f"    {reason}")
    for one in row.proposals:
        who = one.number or one.member or "?"
        line(f"    perhaps member {who}{_bills(one.bills)}: {' '.join(one.reasons)}")


def _bills(bills: list[Paid]) -> str:
    told = ", ".join(f"{one.number or one.id or '?'} {one.amount:f}" for one in bills)
    return f" ({told})" if told else ""


def _show_question(question: Question) -> None:
    line(f"Question about {question.file}: {question.text or question.what}")
    for choice in question.choices:
        line(f"  --answer {question.what}={choice.value}  {choice.means}")
