"""The pages are valid HTML, as the Nu checker of the W3C sees it, for members of every kind."""
import re

import pytest

from tests.portal import kinds, nu
from tests.portal.kinds import GRACE


@pytest.fixture
def checker():
    "The checker's jar; skips where it cannot be had"
    return nu.jar() or pytest.skip("there is no java, no npm, or no way to its registry")


def pages(client, story):
    "{place: HTML} of all the pages that a member's own page leads to"
    client.force_login(story.member)
    found, todo = {}, ['/situation/', '/situation/?pay=bills', '/situation/statement/?all=1']
    while todo:
        place = todo.pop()
        answer = client.get(place, headers={'accept-language': 'fr'})
        if answer['Content-Type'].startswith('text/html'):
            found[place] = answer.content.decode()
            todo += {
                link for link in re.findall('href="(/situation/[^"#]*)', found[place])
                if '/bill/' in link} - found.keys() - set(todo)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize('some', [
    [kinds.on_its_way_in_part, kinds.in_dispute, kinds.long_name],
    pytest.param(kinds.KINDS, marks=pytest.mark.stress)], ids=['some', 'all'])
def test_nu_checker_finds_nothing(checker, client, settings, tmp_path, some):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'GRACE_DAYS': GRACE}
    for kind, story in kinds.settle(some).items():
        found = pages(client, story)
        assert len(found) > 2
        for number, html in enumerate(found.values()):
            (tmp_path / f'{kind}-{number}.html').write_text(html, encoding='utf-8')
    assert nu.faults(checker, tmp_path) == []


@pytest.mark.stress
def test_nu_checker_is_heard(checker, tmp_path):
    page = '<!DOCTYPE html><html lang="fr"><title>x</title><p id=a></p><p id=a></p></html>'
    (tmp_path / 'wrong.html').write_text(page)
    assert [where for where, _ in nu.faults(checker, tmp_path)] == ['wrong.html'] * 2
