"""Records that only the feed makes, one for what the portal sent: nobody copies them."""
from trytond.i18n import gettext
from trytond.model.exceptions import AccessError


class Uncopied:
    "A mixin for such a model; its copies would claim what the record was made for."
    __slots__ = ()

    @classmethod
    def copy(cls, records, default=None):
        if records:
            raise AccessError(gettext('asso_members.msg_record_copy', **cls.__names__()))
        return super().copy(records, default=default)
