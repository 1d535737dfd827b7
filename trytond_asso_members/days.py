"""Days as persons write them."""


def in_words(day, lang):
    "As 1 March 2026; in French without a capital, as 1er mars 2026."
    first = '1er' if is_french(lang) and day.day == 1 else day.day
    return f'{first} {month_of(day, lang)}'


def month_of(day, lang):
    "As March 2026; in French without a capital, as mars 2026."
    month = lang.strftime(day, '%B %Y')
    return month.lower() if is_french(lang) else month


def at(place, day, lang):
    "Where and when a paper was written: Brest, le 1er mars 2026; without a place, the day alone."
    words = in_words(day, lang)
    if not place:
        return words
    return f'{place}, le {words}' if is_french(lang) else f'{place}, {words}'


def in_figures(day, lang):
    "As 01/03/2026 in French, and as the language has it in others."
    return f'{day:%d/%m/%Y}' if is_french(lang) else lang.strftime(day)


def is_french(lang):
    "Whether the language is French, of whichever country."
    return lang.code.startswith('fr')
