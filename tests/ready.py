"""What a layer has beyond the one beneath it: python -m tests.ready CONFIG DATABASE LAYER"""
import sys

# The years of the tests' histories, and some after them
SETTINGS = {
    'company': "Les Amis du Réseau",
    'first_day': '2021-01-01',
    'last_day': '2027-12-31',
    'bridge_login': 'bridge',
    'bridge_password': 'bridge-password',
    }
# Another in the same database, for the tests that want two
NEIGHBOUR = {
    **SETTINGS,
    'company': "La Toile d'à Côté",
    'feed': 'neighbour',
    'feed_name': "Portail d'à côté",
    'bridge_login': 'neighbour',
    'bridge_password': 'neighbour-password',
    }


def set_up(settings):
    "An association, of these settings"
    def act(ledger):
        ledger.run(ledger.get('asso.association.setup.start').set_up, settings)
    return act


def close_a_year(ledger):
    from tests.module.closed_year import close_2021
    close_2021(ledger)


def send_a_bill(ledger):
    from tests.module.portal import OWING, Portal
    Portal(ledger).send(*OWING)


def set_up_owing(ledger):
    set_up(SETTINGS)(ledger)
    send_a_bill(ledger)


MADE_BY = {
    'ready': set_up(SETTINGS), 'debits': set_up_owing, 'two': set_up(NEIGHBOUR),
    'owing': send_a_bill, 'closed': close_a_year}


def main(config_file, database, layer):
    import trytond.config as config
    config.update_etc(config_file)

    from tests.ledger import Ledger

    MADE_BY[layer](Ledger(database))


if __name__ == '__main__':
    main(*sys.argv[1:])
