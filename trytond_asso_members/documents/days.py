"""Days as persons write them."""


def in_words(day, lang):
    "As 1 March 2026; French has no capital in it."
    words = f'{day.day} {lang.strftime(day, "%B %Y")}'
    return words.lower() if is_french(lang) else words


def in_figures(day, lang):
    "As 01/03/2026 in French, and as the language has it in others."
    return f'{day:%d/%m/%Y}' if is_french(lang) else lang.strftime(day)


def is_french(lang):
    "Whether the language is French, of whichever country."
    return lang.code.startswith('fr')
