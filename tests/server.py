"""A real trytond, asked over XML-RPC as the bridge asks it."""
import base64
import socket
import subprocess
import sys
import time
import xmlrpc.client
from configparser import ConfigParser
from pathlib import Path

from .databases import ADMIN_PASSWORD
from .postgresql import free_port
from .ready import SETTINGS


class Server:
    "A trytond on a free port of the loopback, for one database"

    def __init__(self, database):
        self.database = database
        self.port = free_port()
        self.log = database.config.with_name(f'trytond-{self.port}.log')
        self._process = None

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}/{self.database.name}/'

    def start(self):
        config = self._config()
        with self.log.open('w') as log:
            self._process = subprocess.Popen(
                [Path(sys.executable).with_name('trytond'), '-c', config,
                    '-d', self.database.name],
                stdout=log, stderr=log)
        for _ in range(600):
            if self._process.poll() is not None:
                break
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                return self
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f'trytond does not answer:\n{self.log.read_text()}')

    def stop(self):
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def kill(self):
        "End it as a power cut would"
        self._process.kill()
        self._process.wait()

    def _config(self):
        parser = ConfigParser()
        parser.read(self.database.config)
        parser['web'] = {'listen': f'127.0.0.1:{self.port}'}
        path = self.database.config.with_name(f'trytond-{self.port}.conf')
        with path.open('w') as config:
            parser.write(config)
        return path

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
