"""Each room of the module has a table of contents, and what Tryton checks of the root alone."""
import re
from pathlib import Path

import pytest
from lxml import etree
from trytond.modules import get_module_info
from trytond.tools import file_open, find_path

import trytond_asso_members

MODULE = Path(trytond_asso_members.__file__).parent
INFO = get_module_info('asso_members')
ROOMS = sorted(path.parent.name for path in MODULE.glob('*/tryton.cfg'))


def test_rooms_are_those_that_the_root_includes():
    included = re.search(r'include_dirs:\n((?: +\w+\n)+)', (MODULE / 'tryton.cfg').read_text())
    assert sorted(included.group(1).split()) == ROOMS


@pytest.mark.parametrize('room', ROOMS)
def test_every_file_of_a_room_is_in_its_contents(room):
    contents = (MODULE / room / 'tryton.cfg').read_text()
    comments = ''.join(line for line in contents.splitlines() if line.startswith('#'))
    named = set(re.findall(r'(\w+)\.py', comments))
    assert named == {path.stem for path in (MODULE / room).glob('*.py')} - {'__init__'}


def test_xml_of_every_room_is_loaded():
    files = {
        str(path.relative_to(MODULE)) for path in MODULE.rglob('*.xml')
        if 'view' not in path.parts}
    assert set(INFO['xml']) == files


@pytest.mark.parametrize('name', INFO['xml'])
def test_xml_of_every_room_is_valid(name):
    validator = etree.RelaxNG(file=find_path('tryton.rng', subdir=''))
    with file_open(f'asso_members/{name}', subdir='modules', mode='rb') as file:
        validator.assertValid(etree.parse(file))
