"The books of the demonstration, served with the web client, and a treasurer who looks at them."
from pathlib import Path

import pytest

from tests.clicks.books import made
from tests.clicks.treasurer import at_the_client
from tests.mail import MailServer
from tests.pictures.sao import web_client
from tests.server import Server


@pytest.fixture(scope='module')
def mailbox():
    with MailServer() as server:
        yield server


@pytest.fixture(scope='module')
def served(tmp_path_factory, mailbox):
    database = made(tmp_path_factory.mktemp('clicks'))
    root = web_client(Path('.cache') / 'sao').resolve()
    email = {'uri': mailbox.uri, 'from': 'compta@example.org'}
    with Server(database, root=root, email=email) as server:
        yield server


@pytest.fixture
def treasurer(served):
    with at_the_client(served) as it:
        yield it
