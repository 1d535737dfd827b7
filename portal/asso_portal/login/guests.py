"""Who may come in by a link."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model, load_backend, login
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from .. import conf


@dataclass(frozen=True)
class Guest:
    """One account; `stamp` is another text as soon as its links shall be good no longer."""

    key: str
    name: str
    address: str
    stamp: str


class Users:
    """The site's own users, as far as its authentication backends let them in.

    For people who are no users, name a class with these three methods as LOGIN_GUESTS.
    """

    def at(self, address: str) -> list[Guest]:
        """All accounts of a mail address, which may have come from anybody.

        It shall take as long for an address that nobody has.
        """
        users = get_user_model()
        field = users.get_email_field_name()
        found = users._default_manager.filter(**{f"{field}__iexact": address}).order_by("pk")
        guests = [_guest(user) for user in found if user.is_active]
        return [guest for guest in guests if _same(guest.address, address)]

    def guest(self, key: str) -> Guest | None:
        """The account as it is now; None if it is gone, or may not come in."""
        user, _ = self._user(key)
        return _guest(user) if user else None

    def enter(self, request, guest: Guest) -> None:
        """Log in; the session gets another key, and what another account had in it is dropped."""
        user, backend = self._user(guest.key)
        login(request, user, backend=backend)

    def _user(self, key):
        """The user and the first backend that knows it; most give no user who is inactive."""
        for path in settings.AUTHENTICATION_BACKENDS:
            user = load_backend(path).get_user(key)
            if user is not None and user.is_active:
                return user, path
        return None, ""


def guests():
    """Those that LOGIN_GUESTS names; raises ImportError if there is no such class."""
    return import_string(conf.get("LOGIN_GUESTS"))()


def _guest(user) -> Guest:
    address = getattr(user, user.get_email_field_name()) or ""
    secret = f"{user.pk}\n{user.password}\n{address}"
    stamp = salted_hmac("asso_portal.login.guest", secret, algorithm="sha256").hexdigest()
    return Guest(str(user.pk), user.get_username(), address, stamp)


def _same(one: str, other: str) -> bool:
    """Whether the addresses differ in nothing but the case of a to z.

    With letters that only look alike, an address is somebody else's.
    """
    return one.encode().lower() == other.encode().lower()
