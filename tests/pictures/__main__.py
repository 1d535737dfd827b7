"""Take the pictures of the documentation: python -m tests.pictures FOLDER

Needs Debian's chromium, `pip install playwright`, npm for the web client, and for the picture
of the desktop client what desktop.py names.
"""
import sys
from pathlib import Path

from . import association, desktop
from .sao import web_client
from .web import client


def take(it, folder):
    it.open_menu('Association', 'Adhérents')
    it.picture(folder / 'members.png')
    it.open_tab("En retard de paiement")
    it.open_first_row()
    it.picture(folder / 'open-entries.png')
    it.open_menu('Factures')
    it.open_first_row()
    it.picture(folder / 'bill.png')
    it.open_menu('Paiements à rattacher')
    it.picture(folder / 'payments-to-match.png')
    it.open_menu('Synchronisation', 'Quarantaine')
    it.open_tab("À corriger")
    it.picture(folder / 'quarantine.png')


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    database = association.make(folder / 'association')
    root = web_client(Path('.cache') / 'sao').resolve()
    with association.served(database, root) as server:
        address = f'http://127.0.0.1:{server.port}'
        with client(address, database.name, 'admin', association.PASSWORD) as it:
            take(it, folder)
        desktop.take(server.port, database.name, association.PASSWORD, folder / 'desktop.png')


if __name__ == '__main__':
    main(Path(sys.argv[1]).resolve())
