"""Messages in words that a program reads: each kind with its fields, one a line."""
import re
from decimal import Decimal

MONTHS = {
    'fr': "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    'en': "January February March April May June July August September October November December"}
MONEY = {'amount', 'left', 'at_once', 'covered', 'owed', 'rest'}
DAYS = {'date', 'due', 'oldest', 'until'}
LISTS = {'bills', 'paid'}
NUMBERS = {'bill', 'corrects'}
# What is checked of each kind
FIELDS = {
    'member.joined': ['date'],
    'member.left': ['date'],
    'subscription.started': ['offer', 'date'],
    'subscription.suspended': ['offer', 'date', 'until'],
    'subscription.ended': ['offer', 'date'],
    'bill.posted': ['bill', 'date', 'amount', 'left', 'due', 'at_once', 'covered'],
    'bill.credited': ['bill', 'date', 'amount'],
    'bill.due_soon': ['bill', 'date', 'left', 'due'],
    'bill.overdue': ['owed', 'bills', 'oldest'],
    'bill.overdue.again': ['owed', 'bills', 'oldest'],
    'bill.overdue.last': ['owed', 'bills', 'oldest', 'email'],
    'bill.paid': ['bill', 'date', 'amount'],
    'payment.received': ['amount', 'date', 'paid', 'rest'],
    'payment.returned': ['amount', 'date'],
    'instalment.due': ['left', 'due', 'rest'],
    'instalment.late': ['left', 'due', 'rest'],
    'dues.to_renew': ['date'],
    'dues.lapsed': ['date'],
    'receipt.issued': ['receipt', 'year', 'amount'],
    }


def texts(language):
    "{kind: text} of the templates, in words that say in which language they are."
    found = {
        kind: '\n'.join([f'# {language} {kind}', *(f'{name}=${{{name}}}' for name in names)])
        for kind, names in FIELDS.items()}
    return {**found, 'frame': 'name=${name}\n\n${words}\n\n# pay\niban=${iban}'}


def read(mail):
    """(recipient, name, whether it asks for money, [(language, kind, values)]) of a mail."""
    text = mail.get_body(('plain',)).get_content().replace('\xa0', ' ').replace('\u202f', ' ')
    first, *parts, last = text.replace('\r\n', '\n').strip().split('\n\n')
    recipient, = mail.recipients
    assert mail['To'] == recipient
    return (
        recipient, first.removeprefix('name='), 'iban=' in last,
        [_part(part, mail['Content-Language']) for part in parts])


def _part(text, language):
    head, *lines = text.splitlines()
    _, said, kind = head.split(' ')
    assert said == language
    values, name = {}, None
    for line in lines:
        if line.startswith('- '):
            values[name] = [*(values[name] or []), _item(line, language)]
        else:
            name, _, value = line.partition('=')
            if value.startswith('- '):
                values[name] = [_item(value, language)]
            else:
                values[name] = _value(name, value, language)
    return kind, dict(sorted(values.items()))


def _value(name, value, language):
    if name in MONEY:
        return money(value)
    if name in DAYS:
        return day(value, language)
    return value.split(' ')[-1] if name in NUMBERS else value


def _item(line, language):
    "(number of the bill, day or None, amount) of a line of a list."
    number = line.removeprefix('- ').partition(',')[0].partition(':')[0].strip().split(' ')[-1]
    found = re.search(r'(\d+)(?:er)? (\w+) (\d{4})', line)
    return (
        number, found and day(found[0], language),
        money(re.search(r'(?:€[\d,.]+|[\d ]+,\d\d €)', line)[0]))


def money(text):
    return Decimal(re.sub(r'\D', '', text)) / 100


def day(text, language):
    "(year, month, day) of a day in words."
    number, month, year = text.split(' ')
    months = MONTHS[language].split(' ')
    assert (number == '1er') == (language == 'fr' and number.startswith('1e'))
    return int(year), months.index(month) + 1, int(number.removesuffix('er'))
