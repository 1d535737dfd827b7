"""The corpus: the same for each seed, and matched without a mistake; the whole of it by hand."""
import pytest

from bench.matching.corpus import MIXES, corpus
from bench.matching.measure import Tally, measure, proven
from bench.matching.templates import templates, wrappers

ROWS = 1500
# What must at least be found of what can be, without anything that persons decided before
RECALL = {'few references': .23, 'three quarters': .82}


@pytest.fixture(scope='module', params=MIXES)
def mix(request):
    return request.param


def test_corpus_is_matched_without_a_mistake(mix):
    measured = measure(corpus(7, mix, ROWS, remembered=False))
    assert [(kind, row.label) for kind, row, _, _ in measured.mistakes] == []
    assert measured.total.recall >= RECALL[mix]


def test_corpus_is_matched_without_a_mistake_after_decisions(mix):
    measured = measure(corpus(8, mix, ROWS))
    assert [(kind, row.label) for kind, row, _, _ in measured.mistakes] == []


def test_corpus_of_a_seed_is_always_the_same(mix):
    one, two = ([f.rows for f in corpus(1, mix, 50)] for _ in range(2))
    assert one == two


def test_corpus_of_another_seed_is_another(mix):
    one, two = ([f.rows for f in corpus(seed, mix, 50)] for seed in [1, 2])
    assert one != two


def test_third_of_the_templates_and_three_banks_are_held_out():
    every = [t for of_kind in templates().values() for t in of_kind]
    assert len([t for t in every if t.held_out]) >= len(every) / 3
    assert len({bank for bank, _, held_out in wrappers() if held_out}) >= 3


@pytest.mark.parametrize('booked, errors, bound', [
        (2995, 0, .999), (4742, 1, .999), (6294, 2, .999), (7752, 3, .999), (300, 0, .99)])
def test_so_many_bookings_prove_so_much(booked, errors, bound):
    assert proven(booked, errors) == pytest.approx(bound, abs=1e-5 if bound > .99 else 1e-4)


def test_nothing_booked_proves_nothing():
    assert (proven(0, 0), Tally().precision, Tally().recall) == (0, 1, 0)
