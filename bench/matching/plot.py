"""Precision and recall over the threshold, drawn as SVG."""
from trytond_asso_members.bank.matching.clues import BOOKED

WIDTH, HEIGHT, LEFT, TOP = 360, 240, 56, 36
STEP = 5
SCORES = range(20, 161, STEP)
COLOURS = {'few references': '#b4531a', 'three quarters': '#1a5fb4'}


def draw(found):
    """Return the drawing; `found` is {(mix, set, whether decided before): Measured}.

    A row counts as booked from a threshold on if its best proposal pays one bill whole and
    comes to that weight; whole lines with the vetoes, broken ones without them.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * (WIDTH + LEFT) + 40}" '
        f'height="{HEIGHT + 110}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>']
    mixes = {mix: _scored(found, mix) for mix in dict.fromkeys(mix for mix, _, _ in found)}
    for at, (title, lowest, measure) in enumerate([
            ('Precision', .8, _precision), ('Recall', 0., _recall)]):
        parts.extend(_panel(title, lowest, measure, mixes, at * (WIDTH + LEFT + 10)))
    for at, mix in enumerate(mixes):
        y = HEIGHT + TOP + 48 + at * 16
        parts.append(
            f'<line x1="{LEFT}" x2="{LEFT + 24}" y1="{y - 4}" y2="{y - 4}" '
            f'stroke="{COLOURS[mix]}" stroke-width="2"/>'
            f'<text x="{LEFT + 30}" y="{y}">{mix}; broken: without the vetoes</text>')
    return '\n'.join([*parts, '</svg>']) + '\n'


def _scored(found, mix):
    some = [measured for (of_mix, _, _), measured in found.items() if of_mix == mix]
    return (
        [scored for measured in some for scored in measured.scored],
        sum(measured.total.matchable for measured in some))


def _precision(booked, _):
    return sum(right for _, _, right in booked) / len(booked) if booked else None


def _recall(booked, matchable):
    return sum(right for _, _, right in booked) / matchable


def _panel(title, lowest, measure, mixes, left):
    def x(score):
        return left + LEFT + (score - SCORES[0]) / (SCORES[-1] - SCORES[0]) * (WIDTH - 20)

    def y(value):
        return TOP + HEIGHT * (1 - (max(value, lowest) - lowest) / (1 - lowest))

    yield f'<text x="{x(SCORES[0])}" y="20" font-weight="bold">{title} over the threshold</text>'
    for tenth in range(6):
        value = lowest + (1 - lowest) * tenth / 5
        yield (
            f'<line x1="{x(SCORES[0])}" x2="{x(SCORES[-1])}" y1="{y(value):.1f}" '
            f'y2="{y(value):.1f}" stroke="#ddd"/><text x="{x(SCORES[0]) - 6}" '
            f'y="{y(value) + 4:.1f}" text-anchor="end">{value:.0%}</text>')
    for score in range(SCORES[0], SCORES[-1] + 1, 20):
        yield (
            f'<text x="{x(score):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{score}</text>')
    yield (
        f'<line x1="{x(BOOKED):.1f}" x2="{x(BOOKED):.1f}" y1="{TOP}" y2="{TOP + HEIGHT}" '
        'stroke="#888" stroke-dasharray="2 3"/>')
    for mix, (scored, matchable) in mixes.items():
        for vetoes in [True, False]:
            points = []
            for score in SCORES:
                booked = [s for s in scored if s[0] >= score and not (vetoes and s[1])]
                value = measure(booked, matchable)
                if value is not None:
                    points.append(f'{x(score):.1f},{y(value):.1f}')
            dashes = '' if vetoes else ' stroke-dasharray="5 4"'
            yield (
                f'<polyline points="{" ".join(points)}" fill="none" stroke="{COLOURS[mix]}" '
                f'stroke-width="2"{dashes}/>')
