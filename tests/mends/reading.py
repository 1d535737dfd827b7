"""Mends of what cannot be read: all of them are made in the portal."""
from tests.module.portal import bill, change, line, member

from .mend import mend

DAY = '2026-03-05'
RIGHT = bill('1', '30.00', DAY)


def _corrected(code, state, words, *wrong):
    "The record comes wrong, and then right."
    @mend(code, state, words, m1='-30.00')
    def steps(scene):
        scene.send(member(), *wrong)
        yield
        scene.send(RIGHT)


def _unreadable(code, state, words):
    "The bridge cannot read the record at all."
    _corrected(code, state, words, {
            'type': 'bill', 'id': '1', 'op': 'unreadable', 'digest': '1' * 64,
            'problem': {'code': code, 'field': 'member', 'value': '?'}})


def _without(bill, field):
    return change('bill', **{k: v for k, v in bill['data'].items() if k != field})


_corrected(
    'field_missing', "a bill without a date", "the date is filled in", _without(RIGHT, 'date'))
_corrected(
    'field_unknown_choice', "a bill of the kind \"loan\"", "a known kind is chosen",
    bill('1', '30.00', DAY, kind='loan'))
_corrected(
    'field_form', "a bill whose lines are a text", "the lines are entered",
    bill('1', '30.00', DAY, lines='none'))
_corrected(
    'money_form', "a total of 30,00", "it is typed as 30.00",
    bill('1', '30.00', DAY, total='30,00'))
_corrected(
    'number_form', "a quantity of \"one\"", "it is corrected",
    bill('1', '30.00', DAY, lines=[line('30.00', quantity='one')]))
_corrected(
    'date_form', "a bill of February 30th", "the date is corrected",
    bill('1', '30.00', '2026-02-30'))
_corrected(
    'text_control', "a number that reverses the direction of writing", "it is typed again",
    bill('1', '30.00', DAY, number="F-1\u202e"))
_corrected(
    'text_too_long', "a number of 300 characters", "it is shortened",
    bill('1', '30.00', DAY, number="F" * 300))
_unreadable(
    'reference_form', "a bill whose member is no record", "the member is chosen again")
_unreadable(
    'child_missing', "a bill that is neither invoice, fee nor gift", "it is completed")
_unreadable(
    'duplicate_row', "a dump that has a bill twice", "the dump is made again")

_unreadable(
    'money_decimals', "a total of 30.005", "it is rounded in the portal")
