"The books of the demonstration, served with the web client, and a treasurer who looks at them."
from pathlib import Path

import pytest

from tests.clicks.books import begun, made
from tests.clicks.treasurer import at_the_client
from tests.mail import MailServer
from tests.pictures.sao import web_client
from tests.server import Server


@pytest.fixture(scope='module')
def mailbox():
    with MailServer() as server:
        yield server


def at(mailbox, database):
    "A server for the database; enter it to begin."
    root = web_client(Path('.cache') / 'sao').resolve()
    email = {'uri': mailbox.uri, 'from': 'compta@example.org'}
    return Server(database, root=root, email=email)


@pytest.fixture(scope='module')
def served(tmp_path_factory, mailbox):
    with at(mailbox, made(tmp_path_factory.mktemp('clicks'))) as server:
        yield server


@pytest.fixture(scope='module')
def new_association(tmp_path_factory, mailbox):
    with at(mailbox, begun(tmp_path_factory.mktemp('begun'))) as server:
        yield server


@pytest.fixture
def treasurer(served):
    with at_the_client(served) as it:
        yield it


@pytest.fixture
def first_treasurer(new_association):
    "The treasurer of a new association"
    with at_the_client(new_association) as it:
        yield it
