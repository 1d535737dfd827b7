"""The drawing of the rooms is what the code is, and its generator sees what it should."""
import pytest

from tests.pictures import rooms
from tests.pictures.rooms import DESIGN, ROOT, arrows, drawing, drawn

PARTS = ['trytond_asso_members', 'bridge/asso_bridge', 'portal/asso_portal']


@pytest.fixture
def house(tmp_path):
    "A part with a cellar under the kitchen; the attic has no caption, so it is no room"
    part = tmp_path / 'house'
    for path, text in {
            '__init__.py': '"""The house."""',
            'door.py': 'from .kitchen import stove',
            'attic/__init__.py': '',
            'attic/box.py': 'from ..kitchen import stove',
            'hall/__init__.py': '"""Where one comes in."""',
            'hall/coat.py': 'import os\nfrom .. import door\nfrom . import hat\n',
            'hall/hat.py': 'from . import coat',
            'kitchen/__init__.py': '"""Where one "cooks"."""',
            'kitchen/stove.py': 'def light():\n    from .cellar import coal',
            'kitchen/cellar/__init__.py': '"""What is kept cool."""',
            'kitchen/cellar/coal.py': 'import json',
            }.items():
        (part / path).parent.mkdir(parents=True, exist_ok=True)
        (part / path).write_text(text)
    return part


def test_rooms_of_a_part_are_drawn_with_their_captions(house):
    assert drawing(house) == '\n'.join([
        '```mermaid',
        'flowchart TD',
        '    hall_["hall/<br/>Where one comes in."]',
        '    kitchen_["kitchen/<br/>Where one #quot;cooks#quot;."]',
        '    kitchen_cellar_["kitchen/cellar/<br/>What is kept cool."]',
        '    kitchen_ --> kitchen_cellar_',
        '```', ''])


@pytest.mark.parametrize('statement', [
        'from ..kitchen import stove',
        'from ..kitchen.stove import light',
        'from .. import kitchen',
        'from house.kitchen import stove',
        'import house.kitchen.stove',
        'def f():\n    from ..kitchen import stove',
        ])
def test_import_of_another_room_is_an_arrow_however_written(house, statement):
    (house / 'hall' / 'coat.py').write_text(statement)
    assert ('hall', 'kitchen') in arrows(house, rooms.rooms(house))


def test_import_from_a_room_within_a_room_is_of_the_inner_one(house):
    (house / 'kitchen' / 'cellar' / 'coal.py').write_text('from ...hall import coat')
    assert arrows(house, rooms.rooms(house)) == {
        ('kitchen', 'kitchen/cellar'), ('kitchen/cellar', 'hall')}


def test_drawing_that_is_old_is_replaced_and_the_text_around_it_kept(house):
    mark = '<!-- rooms of house: written by make picture -->\n'
    end = '<!-- end of the rooms -->'
    page = f'before\n{mark}old\n{end}\nafter\n'
    assert drawn(page, house.parent) == f'before\n{mark}{drawing(house)}{end}\nafter\n'


def test_drawing_in_the_design_is_what_the_code_is():
    page = DESIGN.read_text(encoding='utf-8')
    assert rooms.DRAWN.findall(page) != []
    assert page == drawn(page), "run make picture"


@pytest.mark.parametrize('part', PARTS)
def test_every_part_has_its_drawing(part):
    assert drawing(ROOT / part) in DESIGN.read_text(encoding='utf-8')
