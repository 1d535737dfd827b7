"""Words with fields in them, filled in: plain text, from which the page of a message is made."""
import re
from html import escape

FIELD = re.compile(r'\$\{(\w*)\}')
LINK = re.compile(r'https?://(?:[^\s<>&]|&amp;)+')  # in HTML
STYLE = (
    'max-width: 36em; margin: 1.5em auto; padding: 0 1em; color: #222; background: #fff; '
    'font: 1rem/1.5 sans-serif; overflow-wrap: anywhere')
HEADING = 'margin: 1em 0; font-size: 1.2rem; line-height: 1.3'


def fields_of(text):
    "The names of the fields of a text."
    return set(FIELD.findall(text or ''))


def fill(text, values):
    """Fill the text in.

    A line that has a field with no value is left out, and so is the line that leads to it by a
    colon.
    """
    lines, leading = [], False
    for line in (text or '').strip().splitlines():
        if all(values.get(name) for name in FIELD.findall(line)):
            lines.append(FIELD.sub(lambda field: str(values[field[1]]), line.rstrip()))
            leading = line.rstrip().endswith(':')
        elif leading:
            lines.pop()
            leading = False
    return re.sub(r'\n{3,}', '\n\n', '\n'.join(lines)).strip()


def page(subject, text, language):
    "The text as HTML, its subject above: paragraphs, and lists where lines begin with `- `."
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(subject)}</title></head>\n'
        f'<body style="{STYLE}">\n<main>\n<h1 style="{HEADING}">{escape(subject)}</h1>\n'
        f'{paragraphs(text)}</main>\n</body>\n</html>\n')


def paragraphs(text):
    "The text as HTML, without the page around it."
    return ''.join(map(_paragraph, re.split(r'\n\n+', text)))


def _paragraph(text):
    html, items, lines = '', [], []
    for line in [*text.splitlines(), None]:
        is_item = line is not None and line.startswith('- ')
        if items and not is_item:
            html += '<ul>' + ''.join(f'<li>{_linked(i[2:])}</li>' for i in items) + '</ul>\n'
            items = []
        if lines and (is_item or line is None):
            html += '<p>' + '<br>\n'.join(map(_linked, lines)) + '</p>\n'
            lines = []
        if line is not None:
            (items if is_item else lines).append(line)
    return html


def _linked(line):
    return LINK.sub(
        lambda link: f'<a href="{link[0]}">{link[0]}</a>', escape(line, quote=False))
