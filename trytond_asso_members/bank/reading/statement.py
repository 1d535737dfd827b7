"""One table, a file or a sheet of it, as the accounts that are in it."""
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from . import dates, money
from .account import account
from .body import Body, Ignored
from .errors import BadFile
from .facts import Facts, facts
from .figures import Group, settle, shown
from .layout import edited, layout, mode
from .order import orders
from .profile import Profile
from .questions import Question, ask, chosen
from .reader import Reader, column
from .row import Maker
from .text import folded

# Roles that are found in each file, or that a person has decided about
NOT_KEPT = {'edited', 'other', 'either', 'other_side', 'books', 'nameless'}


class Part(NamedTuple):
    "What one table holds"
    accounts: tuple
    questions: tuple[Question, ...]
    ignored: tuple[Ignored, ...]
    profile: Profile
    header: int | None


def part(table, profile, answers):
    "Return the Part, or None of a table that holds no movements."
    found = layout(table, profile)
    if not found:
        return None
    known = found.profile
    if not found.records:
        return Part((), (), (), known, found.header)
    body = Body(found.found, found.names, known, table.delimiter, answers)
    sections = body.sections(found.preamble, found.records)
    records = [r for s in sections for r in s.rows]
    if not records:
        return Part((), (), tuple(body.ignored), known, found.header)
    order, questions = _order(found.found, records, sections, body, known, answers)
    way = known.amounts or mode(found.found)
    service = known.kind == 'service'
    if service:
        records = _of_one_currency(found.found, sections, body)
    reader = Reader(found.found, way, records, known.outgoing)
    groups = _groups(found, sections, order, table.name)
    figures, more = settle(reader, _proofs(groups, found.found, order), known, answers)
    questions += more + _states(body, answers)
    maker = Maker(
        found.names, found.found, order, reader, figures, service, strict=not questions)
    accounts = tuple(_accounts(groups, maker, found, known))
    kept = replace(
        _kept(found, table, known, way, figures), dates=_kept_order(found.found, records, order),
        **_states_known(body, known, answers), **{
            name: getattr(known, name) or value
            for name, value in shown(reader, records, figures).items()})
    kept = _without_guesses(kept, questions)
    return Part(accounts, tuple(questions), tuple(body.ignored), kept, found.header)


def _of_one_currency(found, sections, body):
    """Return the records in the currency of most of them, and leave the others out.

    A payment service changes the money of others before it pays out, in rows of their own.
    """
    place = found.get('currency', (None,))[0]
    currency = Counter(
        column(r, place).upper() for s in sections for r in s.rows).most_common(1)[0][0]
    for section in sections:
        for record in section.rows:
            if column(record, place).upper() != currency:
                body.ignored.append(Ignored(record.line, record.text, 'other_currency'))
        section.rows = [r for r in section.rows if column(r, place).upper() == currency]
    return [r for s in sections for r in s.rows]


def _order(found, records, sections, body, profile, answers):
    "Return the order of the dates, and a question if there are several."
    cells = [c for r in records if (c := column(r, found['date'][0]))]
    if profile.dates and all(dates.date(c, profile.dates) for c in cells):
        return profile.dates, []
    values = [
        c for i in found.get('value_date', ())[:1] for r in records if (c := column(r, i))]
    around = [c.strip() for s in sections for r in s.around for c in r.cells]
    texts = [r.text for s in sections for r in s.around] + [i.text for i in body.ignored]
    around += [day for text in texts for day in dates.in_text(text)]
    possible = orders(cells, values, around)
    if not possible:
        order = max(dates.ORDERS, key=lambda o: sum(bool(dates.date(c, o)) for c in cells))
        wrong = next(
            r for r in records if not dates.date(column(r, found['date'][0]), order))
        raise BadFile('date', line=wrong.line, text=column(wrong, found['date'][0]))
    answer = chosen('date_order', possible, answers) if len(possible) > 1 else None
    if answer or len(possible) == 1:
        return answer or possible[0], []
    text = next(c for c in cells if len(set(dates.readings(c).values())) > 1)
    return possible[0], [ask('date_order', [
                (order, 'date_order_choice', {
                    'text': text, 'date': dates.date(text, order)})
                for order in possible], text=text)]


def _groups(found, sections, order, name):
    "Return {(account, currency): (records, facts)}, in the order of the file."
    groups = {}
    for section in sections:
        days = [
            d for r in section.rows if (d := dates.date(column(r, found.found['date'][0]), order))]
        said = facts(section.around, order, min(days, default=None))
        if not said.identifier and sum(map(str.isdigit, name or '')) >= 5 and not section.around:
            said.identifier = name
        for record in section.rows:
            own = column(record, found.found.get('account', (None,))[0])
            currency = column(record, found.found.get('currency', (None,))[0])
            key = own.replace(' ', '') or said.identifier, currency.upper() or said.currency
            groups.setdefault(key, ([], said))[0].append(record)
    return groups


def _proofs(groups, found, order):
    # What is stated around rows of several accounts is of none of them for certain
    alone = len(groups) == 1
    return [
        Group(records, [dates.date(column(r, found['date'][0]), order) for r in records],
            said.opening if alone else None, said.closing if alone else None)
        for records, said in groups.values()]


def _accounts(groups, maker, found, profile):
    named = [found.names[i] for role in ('amount', 'debit', 'credit') for i in
        found.found.get(role, ())[:1] if i < len(found.names)]
    default = money.currency(' '.join(named)) or profile.currency
    shared = [id(said) for _, said in groups.values()]
    for (identifier, currency), (records, said) in groups.items():
        said = said if shared.count(id(said)) == 1 else Facts()
        yield account(
            identifier, currency or default, [maker.row(r) for r in records], said)


def _states(body, answers):
    if not body.unknown_states or chosen('status', ('booked', 'skipped'), answers):
        return []
    names = ', '.join(sorted(body.unknown_states))
    return [ask('status', [
                ('booked', 'status_booked', {}), ('skipped', 'status_skipped', {})],
            names=names)]


def _states_known(body, known, answers):
    "Return the states that are booked and that are not, with what a person has said of them."
    states, answer = tuple(sorted(body.unknown_states)), answers.get('status')
    return {
        'booked': known.booked + (states if answer == 'booked' else ()),
        'skipped': known.skipped + (states if answer == 'skipped' else ())}


def _kept_order(found, records, order):
    "None where days are written in a way that has one meaning"
    cells = {column(r, found['date'][0]) for r in records}
    one = all(dates.readings(c).keys() == dates.ORDERS.keys() and len(
        set(dates.readings(c).values())) == 1 for c in cells)
    return '' if one else order


def _kept(found, table, known, way, figures):
    "The profile by which the next file of this account is read"
    names = found.names
    columns = {
        role: tuple(_column(names, i) for i in indexes)
        for role, indexes in found.found.items() if role not in NOT_KEPT}
    columns |= {
        role: (_column(names, index),)
        for role, index in (('amount', figures.amount), ('balance', figures.balance))
        if index is not None}
    if figures.outgoing:
        way, columns['direction'] = 'direction', (_column(names, found.found['either'][0]),)
        known = replace(known, outgoing=(figures.outgoing,))
    return Profile(
        bank=known.bank, kind=known.kind, encoding=known.encoding, delimiter=table.delimiter or '',
        columns=columns, amounts=way, outgoing=known.outgoing,
        edited=known.edited or edited(names, found.found), balances=known.balances,
        currency=known.currency)


def _without_guesses(profile, questions):
    "What is still asked is not known."
    fields = {
        'date_order': 'dates', 'decimal': 'decimal', 'sign': 'sign', 'fees': 'fees',
        'amount_column': 'amounts', 'direction': 'amounts'}
    asked = {q.what for q in questions}
    open_ = {fields[what]: '' for what in asked & fields.keys()}
    if 'amount_column' in asked:
        open_['columns'] = {
            role: columns for role, columns in profile.columns.items()
            if role not in ('amount', 'balance')}
    return replace(profile, **open_)


def _column(names, index):
    "Its name, or its index if it has none of its own"
    if index < len(names) and names[index] and (
            [folded(n) for n in names].count(folded(names[index])) == 1):
        return names[index]
    return index
