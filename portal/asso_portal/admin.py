"""What the books refused, in the site's admin: as a list, and beside each record."""

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import bank_files, conf  # noqa: F401
from .models import Outcome, Record


@admin.register(Outcome)
class OutcomeAdmin(admin.ModelAdmin):
    """Read only: the list is the ledger's, and a row goes as soon as its record is mended."""

    list_display = ["record", "state", "reason", "since"]
    list_display_links = None
    list_filter = ["state", "type"]
    search_fields = ["external_id", "reason"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("record"), ordering="external_id")
    def record(self, outcome):
        place = reverse(f"{self.admin_site.name}:asso_portal_outcome_record", args=[outcome.pk])
        return format_html('<a href="{}">{}</a>', place, outcome)

    def get_urls(self):
        view = self.admin_site.admin_view(self.open_record)
        ours = path("<int:pk>/record/", view, name="asso_portal_outcome_record")
        return [ours, *super().get_urls()]

    def open_record(self, request, pk):
        """Go where the record can be mended: the admin of its own model."""
        outcome = Outcome.objects.filter(pk=pk).first()
        place = outcome and self._place_of(outcome)
        if place is None:
            messages.warning(request, _("This record is not in the administration of this site."))
            return redirect(f"{self.admin_site.name}:asso_portal_outcome_changelist")
        return redirect(place)

    def _place_of(self, outcome):
        origin = Record.objects.filter(type=outcome.type, external_id=outcome.external_id).first()
        if origin is None:
            return None
        labels = conf.mapping().SOURCES[origin.source]
        # The last models are the most specific: an invoice rather than the bill that it also is
        for label in [label for label, field in reversed(labels.items()) if field == "pk"]:
            model = apps.get_model(label)
            if self.admin_site.is_registered(model) and model.objects.filter(pk=origin.key):
                name = f"{model._meta.app_label}_{model._meta.model_name}_change"
                return reverse(f"{self.admin_site.name}:{name}", args=[origin.key])
        return None


class RefusedFilter(admin.SimpleListFilter):
    title = gettext_lazy("refusal by the books")
    parameter_name = "refused"

    def lookups(self, request, model_admin):
        return [("yes", _("Refused"))]

    def queryset(self, request, queryset):
        return queryset.exclude(refusal_reason=None) if self.value() == "yes" else queryset


class RefusalsMixin:
    """Shows in the list and in the form of a ModelAdmin why the books refused a row.

    `refusal_types`: which of the contract's types the rows of its model are.
    """

    refusal_types = ("bill",)

    def get_queryset(self, request):
        mine = Outcome.objects.filter(
            type__in=self.refusal_types, external_id=Cast(OuterRef("pk"), CharField())
        )
        return (
            super()
            .get_queryset(request)
            .annotate(refusal_reason=Subquery(mine.values("reason")[:1]))
        )

    @admin.display(description=gettext_lazy("refusal by the books"))
    def refusal(self, row):
        return getattr(row, "refusal_reason", None) or None

    def get_list_display(self, request):
        return [*super().get_list_display(request), "refusal"]

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), RefusedFilter]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "refusal"]

    def get_fieldsets(self, request, obj=None):
        """The reason stands first, where there is one."""
        shown = [(None, {"fields": ["refusal"]})] if obj and self.refusal(obj) else []
        for name, options in super().get_fieldsets(request, obj):
            fields = [field for field in options["fields"] if field != "refusal"]
            shown.append((name, {**options, "fields": fields}))
        return shown
