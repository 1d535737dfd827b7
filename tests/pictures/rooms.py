"""Draw the rooms of each part into the design: python -m tests.pictures.rooms

A room is a folder whose `__init__.py` says in one sentence what it is for.  An arrow goes from
a room to one that it imports, read from the code as it is.  What lies outside of all rooms may
be used everywhere, and gets no arrow.
"""
import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DESIGN = ROOT / 'doc' / 'explanation' / 'design.md'
DRAWN = re.compile(
    r'(<!-- rooms of (?P<part>[\w/]+): written by make picture -->\n)'
    r'.*?(<!-- end of the rooms -->)', re.DOTALL)


def rooms(part):
    "Return {path of the room within the part: caption}, in the order of their names."
    found = {}
    for file in sorted(part.rglob('*/__init__.py'), key=lambda file: file.parts):
        caption = ast.get_docstring(ast.parse(file.read_text(encoding='utf-8')))
        if caption:
            found[file.parent.relative_to(part).as_posix()] = caption
    return found


def room_of(path, captions):
    "The innermost room that the path lies in, None for none."
    names = path.split('/')
    inward = ['/'.join(names[:n]) for n in range(len(names), 0, -1)]
    return next((name for name in inward if name in captions), None)


def imported(file, part):
    "Yield what the file imports of its own part, as paths within it."
    here = [part.name, *file.parent.relative_to(part).parts]
    for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            targets = [alias.name.split('.') for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[:len(here) - node.level + 1] if node.level else []
            base += node.module.split('.') if node.module else []
            targets = [[*base, alias.name] for alias in node.names]
        else:
            continue
        for first, *rest in targets:
            if first == part.name and rest:
                yield '/'.join(rest)


def arrows(part, captions):
    "Return {(room, room that it imports)}."
    found = set()
    for file in part.rglob('*.py'):
        room = room_of(file.parent.relative_to(part).as_posix(), captions)
        targets = {room_of(path, captions) for path in imported(file, part)}
        found.update((room, target) for target in targets - {room, None} if room)
    return found


def drawing(part):
    "The drawing of a part, as Mermaid in a block of Markdown."
    captions = rooms(part)

    def node(room):
        return room.replace('/', '_') + '_'  # Mermaid has words of its own, such as `end`

    return '\n'.join([
        '```mermaid', 'flowchart TD',
        *(f'    {node(room)}["{room}/<br/>{caption.replace(chr(34), "#quot;")}"]'
            for room, caption in captions.items()),
        *(f'    {node(room)} --> {node(target)}'
            for room, target in sorted(arrows(part, captions))),
        '```', ''])


def drawn(text, root=ROOT):
    "The text, with each drawing that it has a place for as the code is now."
    return DRAWN.sub(lambda place: place[1] + drawing(root / place['part']) + place[3], text)


if __name__ == '__main__':
    DESIGN.write_text(drawn(DESIGN.read_text(encoding='utf-8')), encoding='utf-8')
