"""Moments and days that are right whether the site has USE_TZ or not."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import models
from django.utils import timezone


class Moment(models.DateTimeField):
    """Takes and gives moments that have a zone, also in a site without USE_TZ.

    Such a site keeps the time of its own clock: in the hour that the clock repeats in autumn, the
    first moment and the second look alike.
    """

    def get_prep_value(self, value):
        if isinstance(value, datetime) and not settings.USE_TZ and timezone.is_aware(value):
            value = _or_as_it_is(timezone.make_naive, value).replace(tzinfo=None)
        return super().get_prep_value(value)

    def from_db_value(self, value, _expression, _connection):
        if value is not None and timezone.is_naive(value):
            return timezone.make_aware(value)
        return value

    def deconstruct(self):
        """To migrations it is Django's own: the column is the same."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", arguments, options


def now() -> datetime:
    """With a zone, as those of the database; Django's own has none without USE_TZ."""
    return datetime.now(UTC)


def today() -> date:
    """Today on the site's clock; Django's `localdate` fails without USE_TZ."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day on the site's clock; a moment without a zone is of that clock already."""
    return local(moment).date()


def local(moment: datetime) -> datetime:
    """The moment on the site's clock; one without a zone is of that clock already."""
    return _or_as_it_is(timezone.localtime, moment) if timezone.is_aware(moment) else moment


def _or_as_it_is(change: Callable[[datetime], datetime], moment: datetime) -> datetime:
    """On the site's clock it may be before the first or after the last day that there is."""
    try:
        return change(moment)
    except OverflowError:
        return moment
