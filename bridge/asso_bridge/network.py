"""Whom the bridge speaks to: no secret leaves this machine unprotected, or goes to a stranger."""

import ipaddress
import ssl
from urllib.parse import urlsplit

from .config import Settings
from .errors import WrongSetting

# Of each setting that is an address: the secret that goes there, its file, and what allows HTTP
SECRETS = {
    "url": ("password", "password_file", "insecure"),
    "portal_url": ("token", "portal_token_file", "portal_insecure"),
}


def address(settings: Settings, name: str) -> str:
    """The address of the setting `url` or `portal_url`, without a slash at its end.

    Raises WrongSetting where the secret would travel unprotected to another machine.
    """
    secret, file, insecure = SECRETS[name]
    given = str(getattr(settings, name))
    try:
        parts = urlsplit(given)
        host, plain = parts.hostname, not (parts.username or parts.password)
    except ValueError:
        host, plain = None, False
    if not (host and plain) or parts.query or parts.fragment:
        raise WrongSetting(
            f"Setting `{name}` is not a plain address.",
            f"Write https://host/path; the {secret} goes into `{file}`.",
        )
    if parts.scheme != "https" and not (is_loopback(host) or getattr(settings, insecure)):
        raise WrongSetting(
            f"Setting `{name}`: the {secret} would go to {host} unprotected.",
            f"Write https://, or set `{insecure}` if the network is yours alone.",
        )
    return given.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether what is sent to the host stays on this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def trust(settings: Settings) -> ssl.SSLContext:
    """Whose certificates are taken: those of `ca_bundle` alone, or those that the system trusts.

    Raises WrongSetting if the file cannot be read or has no certificate.
    """
    file = settings.ca_bundle
    try:
        return ssl.create_default_context(cafile=str(file) if file else None)
    except (OSError, ssl.SSLError) as error:
        raise WrongSetting(
            f"Setting `ca_bundle`: {file} cannot be used ({error.strerror or error}).",
            "Name a file of certificates in PEM.",
        ) from None
