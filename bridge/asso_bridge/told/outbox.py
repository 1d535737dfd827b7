"""What members are told, in lines for a person."""

from ..contract.outbox import Outbox, Said
from .report import line


def show_outbox(outbox: Outbox) -> None:
    """Each event: what became of it, to whom it goes, and in which words."""
    if not (outbox.messages or outbox.hooks):
        line("Nothing is to be said.")
    for said in outbox.messages:
        line(f"{said.state}: {said.event} {_who(said)}{_about(said)}{_why(said)}")
    for hook in outbox.hooks:
        line(f"{hook.state}: hook, {hook.event}, {hook.attempts} attempts")


def _who(said: Said) -> str:
    number = f" ({said.number})" if said.number else ""
    return f"to {said.to or 'nobody'}{number}"


def _about(said: Said) -> str:
    return f': "{said.subject}"' if said.subject else ""


def _why(said: Said) -> str:
    return f" [{said.reason}]" if said.reason else ""
