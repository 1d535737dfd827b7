"""The only file that knows proteus and RPC: Tryton over the network, or in this process."""

import base64
import errno
import http.client
import os
import re
import socket
import ssl
import time
import xmlrpc.client
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any
from xml.parsers.expat import ExpatError

import structlog
from proteus import config as proteus_config

from ..config import Settings
from ..errors import BridgeError, LedgerBusy, Machine, Refused, Stop, TryAgain, WrongSetting
from ..network import address, trust
from ..retry import retried
from .calls import Connection, Ledger

MODEL = "asso.feed"
USER_FAULTS = {1, 2}  # Tryton's UserError and UserWarning
LOGIN_FAULT, CONCURRENCY_FAULT = 3, 4
TOO_LARGE = {400, 413}  # Tryton answers that it cannot read a call which it cuts off
SERVICE_UNAVAILABLE = 503  # Tryton's answer where a lock is held for long; a proxy's too
TRANSIENT_STATUS = {408, 425, 429, 500, 502, 504}
LOCKS = re.compile(
    r"database is locked|deadlock|could not (obtain lock|serialize)|lock timeout"
    r"|canceling statement|connection (already |has been )?closed|terminating connection"
    r"|closed the connection|the connection is (closed|lost)|consuming input failed"
    r"|database system is (starting up|shutting down|not yet accepting|in recovery)"
    r"|connection (to server .*)?failed: |connection refused|too many (clients|connections)",
    re.IGNORECASE,
)
# Of this machine, not of the network
MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.EROFS}
# A proxy's page in place of an answer, or an answer cut off
GARBLED = (ExpatError, xmlrpc.client.ResponseError, zlib.error, EOFError)

log = structlog.get_logger()


class SingleShot(xmlrpc.client.Transport):
    """Sends a call once, where the standard transport may send it twice by itself.

    It never waits longer than `timeout`, in seconds.
    """

    # defusedxml cuts packed answers at 30 MB, which a long snapshot may pass
    accept_gzip_encoding = False
    timeout: int

    def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> Any:
        try:
            return self.single_request(host, handler, request_body, verbose)
        except BaseException:
            self.close()
            raise

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        connection = super().make_connection(host)
        connection.timeout = self.timeout
        return connection

    def parse_response(self, response: Any) -> Any:
        return super().parse_response(InTime(response, self.timeout))  # type: ignore[arg-type]


class SafeSingleShot(SingleShot, xmlrpc.client.SafeTransport):  # type: ignore[misc]
    pass


class InTime:
    """An answer that must arrive whole within the time limit, however slowly it drips in."""

    def __init__(self, response: http.client.HTTPResponse, seconds: int) -> None:
        self._response = response
        self._end = time.monotonic() + seconds
        self.getheader = response.getheader
        self.close = response.close

    def read(self, size: int) -> bytes:
        if time.monotonic() > self._end:
            raise TimeoutError("the answer came too slowly")
        piece = self._response.read1(size)
        if not piece:
            self._response.close()  # only then may the connection carry the next call
        return piece


class Remote:
    """A Tryton server: one session, one connection; `close` logs out, so that no session stays."""

    def __init__(self, settings: Settings, url: str) -> None:
        self._settings = settings
        self._address = f"{url}/{settings.database}/rpc/"
        self._transport = (
            SafeSingleShot(use_builtin_types=True, context=trust(settings))
            if url.startswith("https:")
            else SingleShot(use_builtin_types=True)
        )
        self._transport.timeout = settings.timeout
        with classified():
            self._login()

    def _login(self) -> None:
        self._transport._headers = []
        server = xmlrpc.client.ServerProxy(self._address, self._transport, allow_none=True)
        credentials = {"password": self._settings.secret()}
        try:
            answer: Any = server.common.db.login(self._settings.user, credentials)
        except xmlrpc.client.ProtocolError as error:
            if error.errcode in {401, 403}:
                raise self._not_let_in() from None
            if error.errcode == 404:
                raise WrongSetting(
                    f"There is no Tryton database {self._settings.database!r}"
                    f" at {self._settings.url}.",
                    "Check `url` and `database`.",
                ) from None
            raise
        except xmlrpc.client.Fault as error:
            if error.faultCode == LOGIN_FAULT:
                raise self._not_let_in() from None
            raise
        token = f"{self._settings.user}:{answer[0]}:{answer[1]}"
        header = f"Session {base64.b64encode(token.encode()).decode()}"
        self._transport._headers = [("Authorization", header)]
        self._config = proteus_config.set_xmlrpc(self._address, transport=self._transport)

    def _not_let_in(self) -> WrongSetting:
        return WrongSetting(
            f"Tryton does not let the user {self._settings.user!r} in.",
            "Check `user` and the password.",
        )

    def call(self, method: str, *arguments: str) -> str:
        with classified():
            try:
                return self._call(method, *arguments)
            except xmlrpc.client.ProtocolError as error:
                if error.errcode != 401:
                    raise
            log.info("the session is over, logging in again")
            self._login()
            return self._call(method, *arguments)

    def _call(self, method: str, *arguments: str) -> str:
        proxy = self._config.get_proxy(MODEL)
        return str(getattr(proxy, method)(*arguments, self._config.context))

    def close(self) -> None:
        with suppress(BridgeError), classified():
            self._config.server.common.db.logout()
        self._transport.close()


class Embedded:
    """Tryton in this process, on the database that its own configuration file names."""

    def __init__(self, settings: Settings) -> None:
        file = str(settings.trytond_config) if settings.trytond_config else None
        with classified():
            try:
                self._config = _in_process(settings.database, file, settings.user)
            except ImportError:
                raise WrongSetting(
                    "Tryton is not installed here.",
                    "Set `url` to the address of a Tryton server, or install trytond.",
                ) from None
            except IndexError:
                raise WrongSetting(
                    f"Tryton has no user {settings.user!r}.",
                    "Set the association up first (`asso-bridge setup`).",
                ) from None

    def call(self, method: str, *arguments: str) -> str:
        with classified():
            proxy = self._config.get_proxy(MODEL)
            return str(getattr(proxy, method)(*arguments, self._config.context))

    def close(self) -> None:
        pass


@cache
def _in_process(database: str, config_file: str | None, user: str) -> Any:
    """Tryton's modules take seconds to load: once is enough for a process."""
    os.environ["DB_NAME"] = database
    return proteus_config.set_trytond(user=user, config_file=config_file)


@contextmanager
def classified() -> Iterator[None]:
    """Turn what the network, the server or Tryton raises into errors of ours."""
    try:
        yield
    except BridgeError:
        raise
    except Exception as error:
        raise _of_transport(error) or _of_tryton(error) or error from error


def _of_transport(error: Exception) -> BridgeError | None:
    if isinstance(error, OSError) and error.errno in MACHINE:
        return Machine.of(error)
    check = "Check `url` and the network."
    if isinstance(error, xmlrpc.client.ProtocolError):
        what = f"The server answers {error.errcode} {error.errmsg}."
        if error.errcode == SERVICE_UNAVAILABLE:
            return LedgerBusy(what, "See its log.")
        if error.errcode in TRANSIENT_STATUS:
            return TryAgain(what, "See its log.")
        if error.errcode in TOO_LARGE:
            return Stop(
                f"{what} It may take no call as large as this one.",
                "Raise `max_size_authenticated` in the section [request] of Tryton's "
                "configuration, or the limit of the proxy before it.",
            )
        return Stop(what, "Check `url` and the rights of the bridge's user.")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Stop(
            f"The server's certificate is not valid: {error.verify_message}.",
            "Check `url`, and `ca_bundle` if its authority is your own.",
        )
    if isinstance(error, socket.gaierror):
        return TryAgain(f"The server's name is not known: {error.strerror}.", check)
    if isinstance(error, OSError | http.client.HTTPException):
        return TryAgain(f"The server cannot be reached: {error or type(error).__name__}.", check)
    if isinstance(error, GARBLED):
        return TryAgain("What answers is not a Tryton server, or its answer was cut off.", check)
    return None


def _of_tryton(error: Exception) -> BridgeError | None:
    code = getattr(error, "faultCode", getattr(error, "code", None))
    text = str(getattr(error, "faultString", error)).strip().removesuffix(" -")
    if code == CONCURRENCY_FAULT or LOCKS.search(text):
        return LedgerBusy(f"The ledger is busy: {text}.", "Run again when nobody else is writing.")
    tryton = type(error).__module__.startswith("trytond")  # or trytond_..., a module of it
    if code in USER_FAULTS and (tryton or isinstance(error, xmlrpc.client.Fault)):
        return Refused(text)
    if type(error).__name__ == "OperationalError":  # of whichever database Tryton stands on
        return Stop(f"The database cannot be used: {text}", "Check `database`, `trytond_config`.")
    if isinstance(error, xmlrpc.client.Fault):
        return Stop(
            f"The ledger failed: {text}.", "It is a fault of the software; see Tryton's log."
        )
    return None


@contextmanager
def connect(settings: Settings) -> Iterator[Ledger]:
    """Tryton over the network if `url` is set, else in this process."""

    def opened() -> Connection:
        return Remote(settings, address(settings, "url")) if settings.url else Embedded(settings)

    connection = retried(settings.tries, opened)
    try:
        yield Ledger(connection, settings.feed, settings.tries)
    finally:
        connection.close()
