"""What manage.py check says of the settings, the mapping, and (--database default) the triggers."""

import re
from importlib import import_module

from django.apps import apps
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections

from . import conf
from .feed import triggers
from .page.paying import is_iban

KINDS = {bool: "True or False", int: "a whole number", str: "a text"}
MAPPING = ("SOURCES", "records", "member_of", "name_of", "records_of")
LEAST = {"GRACE_DAYS": 0}  # of whole numbers; of all others it is 1
OPENLY = re.compile(r"http://(?!(localhost|127\.0\.0\.1|\[::1\])[:/])", re.IGNORECASE)
CHOICES = {"ALLOCATIONS": ("portal", "ledger")}


@register("asso_portal")
def check_settings(**_kwargs):
    """E001 to E003: not a dictionary, an unknown name, a value of the wrong kind."""
    if not isinstance(conf.given(), dict):
        return [Error("ASSO_PORTAL is not a dictionary.", id="asso_portal.E001")]
    return [error for name, value in conf.given().items() for error in _setting(name, value)]


def _setting(name, value):
    if name not in conf.DEFAULTS:
        known = ", ".join(sorted(conf.DEFAULTS))
        yield Error(
            f"ASSO_PORTAL has no setting {name!r}.", hint=f"It has: {known}.", id="asso_portal.E002"
        )
        return
    kind = type(conf.DEFAULTS[name])
    if kind in KINDS and type(value) is not kind:
        yield Error(
            f"ASSO_PORTAL[{name!r}] is {value!r}: it must be {KINDS[kind]}.", id="asso_portal.E003"
        )
    elif kind is int and value < LEAST.get(name, 1):
        yield Error(
            f"ASSO_PORTAL[{name!r}] is {value}: it must be {LEAST.get(name, 1)} or more.",
            id="asso_portal.E003",
        )
    elif name in CHOICES and value not in CHOICES[name]:
        choices = " or ".join(map(repr, CHOICES[name]))
        yield Error(
            f"ASSO_PORTAL[{name!r}] is {value!r}: it must be {choices}.", id="asso_portal.E003"
        )


@register("asso_portal")
def check_iban(**_kwargs):
    """E011; a site may leave the IBAN out, and members are then not shown how to pay."""
    iban = conf.get("IBAN") if isinstance(conf.given(), dict) else ""
    if not iban or (isinstance(iban, str) and is_iban(iban)):
        return []
    return [
        Error(
            f"ASSO_PORTAL['IBAN'] {iban!r} is not an IBAN: its check digits do not agree.",
            hint="Nobody is shown how to pay until it is right.",
            id="asso_portal.E011",
        )
    ]


@register("asso_portal")
def check_mapping(**_kwargs):
    """E004 to E007: it cannot be imported, is incomplete, or does not fit the site's models."""
    if not isinstance(conf.given(), dict):
        return []
    path = conf.get("MAPPING")
    try:
        mapping = import_module(path)
    except ImportError as error:
        return [Error(f"The mapping {path!r} cannot be imported: {error}", id="asso_portal.E004")]
    missing = [name for name in MAPPING if not hasattr(mapping, name)]
    if missing:
        names = ", ".join(missing)
        return [
            Error(
                f"The mapping {path!r} has no {names}.",
                hint="doc/how-to/another-site.md shows what a mapping has.",
                id="asso_portal.E005",
            )
        ]
    needed = [pair for fields in mapping.SOURCES.values() for pair in fields.items()]
    for label, fields in getattr(mapping, "REQUIRES", {}).items():
        needed += [(label, field) for field in fields]
    return [error for label, field in needed for error in _field(path, label, field)]


def _field(path, label, name):
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        yield Error(
            f"The mapping {path!r} names a model {label}, which this site does not have.",
            hint="Install its app, or give the site a mapping of its own.",
            id="asso_portal.E006",
        )
        return
    if name == "pk":
        return
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        yield Error(
            f"The mapping {path!r} needs a field {name!r} of {label}, which has none.",
            hint="Give the site a mapping of its own, with this field's name or without it.",
            id="asso_portal.E007",
        )


@register("asso_portal", deploy=True)
def check_tls(**_kwargs):
    """W008, which only `check --deploy` tells."""
    if isinstance(conf.given(), dict) and conf.get("INSECURE") is True:
        return [
            Warning(
                "ASSO_PORTAL['INSECURE'] lets tokens and members' data go without TLS.",
                id="asso_portal.W008",
            )
        ]
    return []


@register("asso_portal", deploy=True)
def check_way_to_tryton(**_kwargs):
    """W013, which only `check --deploy` tells: members' bills are fetched from there."""
    url = conf.get("NUDGE_URL") if isinstance(conf.given(), dict) else ""
    if not isinstance(url, str) or not OPENLY.match(url):
        return []
    return [
        Warning(
            "ASSO_PORTAL['NUDGE_URL'] is without TLS: members' bills would come that way.",
            hint="Give Tryton a certificate, and begin the address with https://.",
            id="asso_portal.W013",
        )
    ]


@register("asso_portal", deploy=True)
def check_cache(**_kwargs):
    """W012, which only `check --deploy` tells: each process would count for itself."""
    if conf.shares_cache():
        return []
    return [
        Warning(
            "ASSO_PORTAL['RATE'] holds for each process of the site alone, and so does the pause "
            "between two nudges.",
            hint="Name a cache in CACHES that all processes share, for example "
            "django.core.cache.backends.db.DatabaseCache.",
            id="asso_portal.W012",
        )
    ]


@register(Tags.database)
def check_triggers(databases=None, **_kwargs):
    """E009 and E010; before the first migrate no trigger counts as missing."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor not in triggers.INSTALLED:
        return [
            Error(
                f"Changes cannot be followed on {connection.vendor}.",
                hint="Use PostgreSQL, or SQLite.",
                id="asso_portal.E009",
            )
        ]
    if not triggers.possible():  # not migrated yet
        return []
    return [
        Error(
            f"Changes of the table {table} are not followed: a trigger is missing.",
            hint="Run `manage.py asso_portal triggers`, then `manage.py asso_portal scan`.",
            id="asso_portal.E010",
        )
        for table in sorted(triggers.missing())
    ]
