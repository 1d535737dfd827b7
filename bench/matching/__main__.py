"""python -m bench.matching [--seed N ...] [--json] [--speed]: how often matching is right."""
import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from . import plot, report, speed
from .corpus import MIXES, corpus
from .measure import Measured, measure

SEEDS = [301, 302]
ROWS = 4000
WIDTH = 120
SETS = {
    'tuned on': 0, 'held out': 1, 'held out again': 2, 'held out last': 3, 'held out since': 4,
    'held out at the end': 5, 'held out after all': 6}


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m bench.matching', description=__doc__)
    parser.add_argument('--seed', type=int, nargs='+', default=SEEDS)
    parser.add_argument('--rows', type=int, default=ROWS, help='of each seed, mix and set')
    parser.add_argument('--json', action='store_true', help='the figures alone, as JSON')
    parser.add_argument('--plot', type=Path, help='draw precision and recall over the threshold')
    parser.add_argument('--speed', action='store_true', help='rows a second, and nothing else')
    options = parser.parse_args()
    console = Console(stderr=options.json, width=WIDTH)
    if options.speed:
        measured = speed.measure()
        report.show_speed(console, measured)
        figures = report.speed_figures(measured)
    else:
        found = {key: runs(*key, options) for key in parts()}
        report.show(console, found)
        figures = report.figures(found)
        if options.plot:
            options.plot.write_text(plot.draw(found), encoding='utf-8')
    if options.json:
        json.dump(figures, sys.stdout, indent=1)
        print()
    return 0


def parts():
    "Yield (mix, set of templates, whether persons have decided before)."
    for mix in MIXES:
        for name in SETS:
            for remembered in [True, False]:
                yield mix, name, remembered


def runs(mix, name, remembered, options):
    together = Measured()
    for seed in options.seed:
        together.add(measure(corpus(seed, mix, options.rows, SETS[name], remembered)))
    return together


if __name__ == '__main__':
    sys.exit(main())
