"""Amounts, days and means as a French receipt writes them."""
from decimal import Decimal

# As the boxes of the form call them
MODES = {
    'transfer': "virement, prélèvement, carte bancaire",
    'card': "virement, prélèvement, carte bancaire",
    'check': "chèque",
    'cash': "remise d'espèces",
    }
FORMS = {
    'notarial': "Acte authentique",
    'private': "Acte sous seing privé",
    'manual': "Déclaration de don manuel",
    'other': "Autres",
    }


def mode(means):
    "How money was paid, as the box of the form that is ticked for it."
    return MODES.get(means, "autre")


def figures(amount):
    "As 1 234,00, which stands between asterisks."
    whole, cents = f'{amount:.2f}'.split('.')
    return f"{int(whole):,}".replace(',', ' ') + f',{cents}'


def spelled(amount):
    "As: mille deux cent trente-quatre euros et cinq centimes."
    from num2words import num2words
    whole, cents = divmod(int(amount.quantize(Decimal('0.01')) * 100), 100)
    words = num2words(whole, lang='fr')
    unit = 'euro' if whole < 2 else 'euros'
    if whole and not whole % 1_000_000:
        unit = f"d'{unit}"
    text = f'{words} {unit}'
    if cents:
        text += f" et {num2words(cents, lang='fr')} centime{'s' if cents > 1 else ''}"
    return text


def day(date):
    "As 05/03/2026."
    return f'{date:%d/%m/%Y}'
