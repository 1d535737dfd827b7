"""Values that no field is made for: of other types, too long, too large, at the end of time."""
import math
import random


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


ODD = [
    None, True, False, '', ' ', 0, -1, 1.5, 10**17, 10**30, -10**30, 1e300, math.nan, math.inf,
    -math.inf, 'NaN', 'Infinity', '1e9', '-0.00', '٣.٠٠', '9' * 13 + '.00', '0.005', [], {}, [1],
    {'a': None}, [[]], nested(300),
    '9999-12-31', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00+14:00', '0001-01-01', '0000-00-00',
    '2024-02-30', '2024-13-01', '10000-01-01', '2024-06-30T23:59:60Z', '2024-W10-1', 'infinity',
    'x' * 256, 'é' * 10_001, 'a\x00b', 'a\tb\nc\r\nd', '\ud800', 'a\u202eb', '\U0001f600' * 300,
    '%s %(field)s %', "'; --", '<b>', '\\', '\x7f', ' leading', '0' * 64,
    ]


def chosen(number, seed):
    "Some of the values, the same for the same seed."
    return random.Random(seed).sample(ODD, number)
