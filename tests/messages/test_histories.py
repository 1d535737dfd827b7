"""Histories at random: each event is told once, to whom it concerns, as the books have it then.

Bills, fees and gifts, payments, lettering by persons, credit notes, debits that come back, batches
sent twice, a database restored, days on which the sender is held or finds no mail server,
arrangements and disputes; members who join, leave and choose what to be told, subscriptions and
tax receipts; against an oracle that shares no code with the room of messages.
"""
import pytest

on_postgresql = pytest.mark.postgresql("every query of the messages, on random histories")


def play(make_history, seed, steps):
    history = make_history(seed)
    try:
        history.play(steps)
    finally:
        print(f'seed {seed}: {history.sent} mails', *history.done, sep='\n  ')
    assert history.sent


@pytest.mark.parametrize('seed', [
        pytest.param(0, marks=pytest.mark.stress), pytest.param(1, marks=on_postgresql)])
def test_each_is_told_once_and_what_is_so(make_history, seed):
    play(make_history, seed, steps=35)


@on_postgresql
@pytest.mark.stress
@pytest.mark.parametrize('seed', range(100, 160))
def test_many_histories_of_messages(make_history, seed):
    play(make_history, seed, steps=60)
