"""Set up the association of the tests: python -m tests.ready CONFIG DATABASE"""
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


def main(config_file, database):
    import trytond.config as config
    config.update_etc(config_file)

    from tests.ledger import Ledger

    ledger = Ledger(database)
    ledger.run(lambda: ledger.pool.get('asso.association.setup.start').set_up(SETTINGS))


if __name__ == '__main__':
    main(*sys.argv[1:])
