"""The codes of refusals: what is raised has a message, and each message is of use."""
import ast
from functools import cache
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

from asso_bridge.contract.values import Code

MODULE = Path(__file__).parent.parent / 'trytond_asso_members'
START = 'msg_refused_'


def messages():
    tree = ElementTree.parse(MODULE / 'message.xml')
    return {
        record.attrib['id'].removeprefix(START) for record in tree.iter('record')
        if record.attrib['id'].startswith(START)}


def constants(node):
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}


@cache
def sources():
    return [
        ast.parse(path.read_text(encoding='utf-8')) for path in MODULE.rglob('*.py')]


def refusals():
    "The codes in the first argument of each Refusal."
    return {
        code for tree in sources() for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id == 'Refusal' and node.args
        for code in constants(node.args[0])}


def test_refusal_without_a_message_is_found():
    assert len(refusals()) > 40
    assert refusals() - messages() == set()


def test_code_of_the_bridge_without_a_message_is_found():
    assert set(get_args(Code)) - messages() == set()


def test_message_that_nothing_raises_is_found():
    named = set().union(*map(constants, sources()), get_args(Code))
    assert messages() - named == set()
