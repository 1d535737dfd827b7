"""The reading of files is plain Python: it can be tried and tested without Tryton."""
import ast
import sys
from pathlib import Path

from trytond_asso_members.bank import reading

FOLDER = Path(reading.__file__).parent


def imported(path):
    "The top names that a file imports; those of the room itself are its files"
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition('.')[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add('.' * node.level or node.module.partition('.')[0])
    return names


def test_reading_imports_nothing_but_itself_and_two_libraries():
    names = set().union(*(imported(path) for path in FOLDER.glob('*.py')))
    assert names - sys.stdlib_module_names == {'.', 'defusedxml', 'python_calamine'}


def test_every_file_is_in_the_contents():
    contents = (FOLDER / 'tryton.cfg').read_text()
    missing = {
        path.name for path in FOLDER.glob('*.py')
        if path.name not in contents and path.stem != '__init__'}
    assert missing == set()
