"""A real trytond, asked over XML-RPC as the bridge asks it."""
import base64
import sys
import xmlrpc.client
from configparser import ConfigParser
from pathlib import Path

from .databases import ADMIN_PASSWORD
from .program import Program, free_port
from .ready import SETTINGS

TRYTOND = [Path(sys.executable).with_name('trytond')]


class Server(Program):
    """A trytond on a free port of the loopback, for one database.

    `email` and `web` are settings of trytond's sections of these names.
    """

    def __init__(self, database, command=TRYTOND, email=None, **web):
        self.database = database
        port = free_port()
        config = database.config.with_name(f'trytond-{port}.conf')
        parser = ConfigParser()
        parser.read(database.config)
        parser['web'] = {'listen': f'127.0.0.1:{port}', **web}
        if email:
            parser['email'] = email
        with config.open('w') as file:
            parser.write(file)
        super().__init__(
            *command, '-c', config, '-d', database.name, port=port,
            log=config.with_suffix('.log'))

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}/{self.database.name}/'

    def rpc(self, login='admin', password=ADMIN_PASSWORD):
        """An XML-RPC proxy that has logged in: rpc.model.asso.feed.hello('portal', {}).

        The last argument of a call is the context.
        """
        address = f'{self.url}rpc/'
        user, token, *_ = xmlrpc.client.ServerProxy(address).common.db.login(
            login, {'password': password})
        session = base64.b64encode(f'{login}:{user}:{token}'.encode()).decode()
        return xmlrpc.client.ServerProxy(
            address, allow_none=True, use_builtin_types=True,
            headers=[('Authorization', f'Session {session}')])

    def bridge(self):
        "The same for the bridge's user"
        return self.rpc(SETTINGS['bridge_login'], SETTINGS['bridge_password'])
