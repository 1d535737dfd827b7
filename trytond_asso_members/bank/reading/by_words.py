"""Which column holds what, by the words of its header, where its cells agree."""
from .columns import AMOUNTS, role_of, roles_of
from .text import folded

# Where even words that are not known are states
STATES = {'statut', 'status', 'state', 'etat'}
TOLD = (
    'motive', 'counterparty', 'payer', 'payee', 'first_name', 'end_to_end', 'type', 'note',
    'email', 'books', 'payout', 'payout_date', 'impact', 'edited')


def by_words(names, cells):
    "Return {role: indexes}; what the header does not say is not there."
    roles = roles_of(names)
    roles['nameless'] = [i for i in roles.get('', []) if not folded(names[i])]
    found = {}
    _dates(found, roles, cells)
    _amounts(found, roles, cells)
    _account(found, roles, cells)
    labels = roles.get('label', [])
    # The longest is the one that the bank did not cut
    found['label'] = sorted(
        (i for i in labels if i not in found['date']),
        key=lambda i: (role_of(names[i])[1], -cells.length(i)))
    for role in TOLD:
        found[role] = roles.get(role, [])
    _persons(found, cells)
    found['reference'] = roles.get('reference', [])[:1]
    found['status'] = [i for i in roles.get('status', []) if cells.are_states(i) or (
        folded(names[i]) in STATES and cells[i] and cells.are_few_words(i))][:1]
    # Whether it was paid out names no payout
    found['payout'] = [
        i for i in found['payout'] if cells.have_digits(i) and i not in found.get('net', ())]
    # What has a name, and is none of these
    used = {i for indexes in found.values() for i in indexes}
    found['other'] = [
        i for role, indexes in roles.items() if role not in ('', 'nameless')
        for i in indexes if i not in used]
    return {role: tuple(indexes) for role, indexes in found.items() if indexes}


def _dates(found, roles, cells):
    dates = [i for i in roles.get('date', []) if cells.are_dates(i)]
    values = [i for i in roles.get('value_date', []) if cells.are_dates(i)]
    paid = [i for i in roles.get('payout_date', []) if cells.are_dates(i)]
    # Under another name before the day from which interest is counted, as in Valeur;Opération
    others = [
        i for role in ('label', 'type', '') for i in roles.get(role, []) if cells.are_dates(i)]
    found['date'] = dates[:1] or values and others[:1] or values[:1] or paid[:1]
    found['value_date'] = [i for i in values + dates[1:] if i not in found['date']][:1]


def _amounts(found, roles, cells):
    amounts = {
        role: [i for i in roles.get(role, []) if cells.are_amounts(i)]
        for role in (*AMOUNTS, 'fee', 'balance')}
    # Valuta is a day in one language and a currency in another
    currencies = roles.get('currency', []) + roles.get('value_date', [])
    found['currency'] = [i for i in currencies if cells.are_currencies(i)][:1]
    found['fee'] = amounts['fee'][:1]
    found['balance'] = amounts['balance']
    if not amounts['fee'] and amounts['net'] and (amounts['gross'] or amounts['amount']):
        # A fee by whatever name; a tax has a name that is known
        amounts['fee'] = _between(amounts, roles.get('', []), cells)
        found['fee'] = amounts['fee'][:1]
    if proven := _net_of_fee(amounts, cells):
        found['gross'], found['net'] = proven
    elif amounts['net'] and (amounts['gross'] or amounts['fee']):
        found['net'] = amounts['net'][:1]
        found['gross'] = (amounts['gross'] or amounts['amount'])[:1]
    elif amounts['amount']:
        found['amount'] = amounts['amount'][:1]
        _sign(found, amounts, roles, cells)
    elif amounts['debit'] or amounts['credit']:
        found.update(debit=amounts['debit'][:1], credit=amounts['credit'][:1])
    elif len(amounts['balance']) > 1:
        found['amount'] = amounts['balance']
    else:
        found['amount'] = (amounts['net'] or amounts['gross'])[:1]


def _between(amounts, columns, cells):
    "Return those of the columns by which a gross amount is more than the net one."
    return [
        i for i in columns if cells.are_money(i) and any(
            cells.are_less(gross, i, amounts['net'][0])
            for gross in [*amounts['gross'], *amounts['amount']])]


def _net_of_fee(amounts, cells):
    """Return ([gross], [net]) of a payment service, or None: on each row with a fee, the gross
    less the fee is the net.  Words differ too much: Net is what is left without the tax, too.
    """
    if not amounts['fee'] or amounts['balance'] or amounts['debit'] or amounts['credit']:
        return None
    named = [*amounts['gross'], *amounts['amount'], *amounts['net']]
    columns = named + [
        i for i in range(len(cells.columns))
        if i not in named and i not in amounts['fee'] and cells.are_money(i)]
    nets = amounts['net'] + [i for i in columns if i not in amounts['net']]
    return next((
            ([gross], [net]) for net in nets for gross in columns
            if gross != net and cells.are_less(gross, amounts['fee'][0], net)), None)


def _sign(found, amounts, roles, cells):
    "An amount may have its direction beside it, or two columns that say it."
    directions = [i for i in roles.get('direction', []) if cells.are_few_words(i)] + [
        i for i in roles.get('type', []) if cells.are_directions(i)] + [
        i for i in roles['nameless'] if cells.are_directions(i)] + [
        i for i in roles.get('', []) if cells.are_both_directions(i)]
    if cells.are_negative(*found['amount']):
        return
    if directions:
        found['direction'] = directions[:1]
    elif amounts['debit'] and amounts['credit']:
        found.update(amount=[], debit=amounts['debit'][:1], credit=amounts['credit'][:1])


def _account(found, roles, cells):
    "One's own account, and that of the other"
    ibans = roles.get('iban', [])
    accounts = [
        i for i in roles.get('account', []) if len(cells[i]) == cells.count
        and (ibans or cells.are_few(i) or not cells.are_ibans(i) and len(set(cells[i])) < 3)]
    # Its number says which it is, and not what it is called
    accounts.sort(key=lambda i: not cells.are_ibans(i))
    found['account'] = accounts[:1]
    others = ibans + [i for i in roles.get('account', []) if i not in accounts]
    found['iban'] = [i for i in others if i not in accounts][:1]


def _persons(found, cells):
    "A column may be named after who pays or is paid, and hold the account or both of them."
    for role in ('counterparty', 'payer', 'payee'):
        ibans = [i for i in found[role] if cells.are_ibans(i)]
        found[role] = [i for i in found[role] if i not in ibans]
        found['iban'] = (found['iban'] or ibans)[:1]
    if not (found['payer'] and found['payee']):
        found['counterparty'] = found['payer'] + found['payee'] + found['counterparty']
        found.update(payer=[], payee=[])
    # The holder of the account is on each row, beside those who differ
    others = [i for i in found['counterparty'] if len(set(cells[i])) > 1]
    found['counterparty'] = others or found['counterparty']
