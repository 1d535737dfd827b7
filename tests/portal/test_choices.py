"""The link to the page of Tryton where a member chooses messages, as the ledger tells it."""
from asso_portal.models import Account
from tests.portal.statements import publish
from tests.site.members.models import Member

WHERE = 'https://tryton.example.org/demo/asso_members/choice/7/all/abc_-'


def test_member_alone_is_led_to_where_messages_are_chosen(client, odile):
    publish({odile.pk: []})
    admin = Member.objects.create_superuser('root')

    def is_led(user, place='/situation/'):
        client.force_login(user)
        answer = client.get(place, headers={'Accept-Language': 'fr'})
        assert answer.status_code == 200
        page = answer.content.decode()
        return f'href="{WHERE}"' in page and "Choisir mes messages" in page
    assert not is_led(odile)
    Account.objects.update(choices=WHERE)
    assert is_led(odile)
    # Another person could only look, and is not asked to choose
    assert not is_led(admin, f'/situation/{odile.pk}/')
