"""The number of an association in the French register, the RNA: as the modules of stdnum."""
import re

NUMBER = re.compile(r'W[0-9][0-9A-Z][0-9]{7}')


def compact(number):
    "The number without blanks, in capitals."
    return ''.join(number.split()).upper()


def is_valid(number):
    "Whether it may be one: W, the department, and digits.  It has none to check the others."
    return bool(NUMBER.fullmatch(compact(number)))
