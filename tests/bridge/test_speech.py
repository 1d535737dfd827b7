"""`check` speaks the language of the association; each of its sentences has its French."""
import ast
import json
from pathlib import Path
from string import Formatter

import asso_bridge
from asso_bridge import sync
from asso_bridge.comparison.check import check
from asso_bridge.told import report
from asso_bridge.told.french import FRENCH
from asso_bridge.told.speech import say, speaking
from tests.bridge.dumps import find, payment, rows, write


def sentences():
    "What the bridge says, and the constants that it says by name."
    for path in sorted(Path(asso_bridge.__file__).parent.rglob('*.py')):
        tree = ast.parse(path.read_text(encoding='utf-8'))
        constants = {
            node.targets[0].id: node.value.value for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, 'id', None) == 'say':
                for said in ast.walk(node.args[0]):
                    if isinstance(said, ast.Constant) and str(said.value).count(' ') > 1:
                        yield said.value
                    elif isinstance(said, ast.Name) and said.id in constants:
                        yield constants[said.id]
            elif isinstance(node, ast.Assign) and getattr(
                    node.targets[0], 'id', None) == 'sentence':
                yield from (constants[n.id] for n in ast.walk(node.value)
                    if isinstance(n, ast.Name) and n.id in constants)


def fields(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_french_of_all_that_is_said():
    said = set(sentences())
    assert {s for s in said if s not in FRENCH} == set()
    assert {s for s in FRENCH if s.count(' ') > 1 and s not in said} == set()
    assert {s for s, french in FRENCH.items() if fields(s) != fields(french)} == set()


def test_say_in_a_language_that_is_not_known():
    with speaking('de'):
        assert say("{number} wrong.", number=2) == "2 wrong."
    with speaking('fr_CA'):
        assert say("{number} wrong.", number=2) == "Erreurs : 2."
    assert say("{number} wrong.", number=2) == "2 wrong."


def test_check_of_a_french_association(embedded, capsys):
    sync.run(embedded)
    changed = rows()
    find(changed, 'billing.bill', 2)['date'] = '2026-01-08'
    find(changed, 'billing.payment', 2)['amount'] = '25.00'
    changed.append(payment(5, 1, '2.00'))
    write(embedded.dump, changed)
    for _ in range(2):
        result = check(embedded)
        assert (result.language, result.exit_code) == ('fr', 2)
        assert [d.what for d in result.differences] == [
            "Dans le portail mais pas en comptabilité : paiement 5.",
            "Pour facture 2, la date est 08/01/2026 dans le portail, 06/01/2026 en comptabilité.",
            "Pour paiement 2, le montant est 25,00 dans le portail, 20,00 en comptabilité.",
            "Le solde de l'adhérent 1 est 2,00 dans le portail, 0,00 en comptabilité.",
            "Le solde de l'adhérent 2 est -15,00 dans le portail, -20,00 en comptabilité."]
    report.show(result, report.show_check, as_json=False)
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "Comparé : 2 adhérents, 3 factures, 1 avoir, 4 paiements.", "Erreurs : 2. En attente : 3."]
    report.show(result, report.show_check, as_json=True)
    assert list(json.loads(capsys.readouterr().out)) == ['checked', 'differences', 'language']
