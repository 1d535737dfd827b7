"""What banks and payers do to a label: case, accents, spaces, and where it is cut."""
from .association import ascii_

CUTS = [140, 70, 35, 31]
CUT = .12  # of the labels, or of what the payer wrote where the bank has a field for it


def cut(text, chance):
    return text[:chance.choice(CUTS)] if chance.random() < CUT else text


def spoil(text, chance):
    text = _case(text, chance)
    return text.replace(' ', '  ', 1) if chance.random() < .15 else text


def pad(text, chance):
    return f'{text}   ' if chance.random() < .1 else text


def _case(text, chance):
    "Most banks write capitals without accents; /LIB/ is their own."
    fate = chance.random()
    if fate < .7:
        return ascii_(text)
    if fate < .85:
        return text
    if fate < .95:
        return text.lower().replace('/lib/', '/LIB/')
    return text.upper()
