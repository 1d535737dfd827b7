"""The figures: on the screen, and as JSON."""
from rich.table import Table

from .measure import ZERO, Measured, proven


def show(console, found):
    "`found` is {(mix, set of templates, whether persons decided before): Measured}."
    console.print(_totals(found))
    for mix in dict.fromkeys(mix for mix, _, _ in found):
        console.print(_classes(mix, _together(found, mix=mix)))
    everything = _together(found)
    console.print(f'mistakes in {", ".join(ZERO)}: {everything.zero}')
    for kind, row, truth, decision in everything.mistakes:
        reasons = '; '.join(map(str, decision.reasons))
        console.print(
            f'{kind} {row.label!r} {row.amount}: meant {truth.member}, '
            f'booked on {decision.member}: {reasons}', markup=False)


def _totals(found):
    table = Table(title="What was booked without a person")
    for name in [
            'mix', 'templates', 'decided before', 'rows', 'booked', 'errors', 'proven at 95 %',
            'matchable', 'recall']:
        table.add_column(name, justify='left' if name in {'mix', 'templates'} else 'right')
    for (mix, name, remembered), measured in found.items():
        total = measured.total
        table.add_row(
            mix, name, 'yes' if remembered else 'no', f'{total.rows:,}', f'{total.booked:,}',
            str(total.errors), f'{proven(total.booked, total.errors):.4%}',
            f'{total.matchable:,}', f'{total.recall:.1%}')
    total = _together(found).total
    table.add_row(
        'all', '', '', f'{total.rows:,}', f'{total.booked:,}', str(total.errors),
        f'{proven(total.booked, total.errors):.4%}', f'{total.matchable:,}', '')
    return table


def _classes(mix, measured):
    table = Table(title=f"By class, {mix}")
    for name in [
            'class', 'rows', 'booked', 'errors', 'recall', 'not booked, member meant', 'first',
            'among three', 'no proposal']:
        table.add_column(name, justify='left' if name == 'class' else 'right')
    for kind, tally in sorted(measured.classes.items()):
        table.add_row(
            kind, f'{tally.rows:,}', f'{tally.booked:,}', str(tally.errors),
            f'{tally.recall:.1%}' if tally.matchable else '', f'{tally.meant:,}',
            *(f'{part / tally.meant:.1%}' if tally.meant else ''
                for part in [tally.first, tally.third, tally.untold]))
    return table


def _together(found, mix=None):
    together = Measured()
    for (of_mix, _, _), measured in found.items():
        if mix in {None, of_mix}:
            together.add(measured)
    return together


def figures(found):
    "Return the same as plain numbers."
    return {
        'runs': [
            {'mix': mix, 'templates': name, 'decided_before': remembered,
                **_figures(measured.total)}
            for (mix, name, remembered), measured in found.items()],
        'all': _figures(_together(found).total),
        'classes': {
            kind: _figures(tally) for kind, tally in sorted(_together(found).classes.items())},
        'mistakes': [
            {'class': kind, 'label': row.label, 'amount': str(row.amount), 'meant': truth.member,
                'booked': decision.member, 'reasons': [str(r) for r in decision.reasons]}
            for kind, row, truth, decision in _together(found).mistakes]}


def _figures(tally):
    return {
        **vars(tally), 'precision': round(tally.precision, 6), 'recall': round(tally.recall, 4),
        'proven': round(proven(tally.booked, tally.errors), 6)}


def show_speed(console, measured):
    "Say how long it took, and how it grows."
    console.print(
        f'{measured.members:,} members, {measured.bills:,} open bills: ready in '
        f'{measured.index:.2f} s')
    for rows, seconds in measured.rows.items():
        console.print(f'{rows:,} rows in {seconds:.2f} s: {rows / seconds:,.0f} rows a second')


def speed_figures(measured):
    "Return the same as plain numbers."
    return {
        'members': measured.members, 'bills': measured.bills, 'index': round(measured.index, 3),
        'rows_a_second': {
            str(rows): round(rows / seconds) for rows, seconds in measured.rows.items()}}
