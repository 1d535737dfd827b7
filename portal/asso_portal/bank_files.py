"""Files of the bank in the site's admin: dropped, what became of them, and what they ask."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import conf
from .feed.nudge import nudge
from .models import BankFile

QUESTION = "question_"
OUTCOMES = {
    "matched": gettext_lazy("matched"),
    "proposed": gettext_lazy("proposed to the treasurer"),
    "waiting": gettext_lazy("waiting for the treasurer"),
    "rule": gettext_lazy("booked by a rule"),
    "double": gettext_lazy("perhaps twice, to be looked at"),
    "ignored": gettext_lazy("there before, or from before the books"),
}


class DropForm(forms.ModelForm):
    upload = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "As the bank gives it: OFX, CAMT, CSV or a spreadsheet. Do not change it."
        ),
    )

    class Meta:
        model = BankFile
        fields = ["account"]

    def clean_upload(self):
        """Refuse what is larger than the site takes."""
        upload = self.cleaned_data["upload"]
        limit = conf.get("BANK_FILE_LIMIT")
        if upload.size > limit:
            raise forms.ValidationError(
                _("The file has %(size)s; at most %(limit)s are taken. Export a shorter period.")
                % {"size": filesizeformat(upload.size), "limit": filesizeformat(limit)}
            )
        return upload

    def save(self, commit=True):
        """Take the bytes in; the admin has set who dropped them."""
        self.instance.take(
            self.cleaned_data["upload"].name, self.cleaned_data["upload"].read(), self.user
        )
        return super().save(commit)


class TryForm(forms.ModelForm):
    """A file that is to be tried again: its questions are fields of a form made for it."""

    class Meta:
        model = BankFile
        fields = ["account"]

    def save(self, commit=True):
        """Let it wait for the next run, with what was answered."""
        self.instance.try_again(
            {
                name.removeprefix(QUESTION): value
                for name, value in self.cleaned_data.items()
                if name.startswith(QUESTION)
            }
        )
        return super().save(commit)


def form_of(file):
    """The class of the form by which this file is tried again."""
    fields = {
        f"{QUESTION}{question['what']}": forms.ChoiceField(
            label=question["text"] or question["what"],
            choices=[(choice["value"], choice["means"]) for choice in question["choices"]],
            widget=forms.RadioSelect,
        )
        for question in file.questions
    }
    return type("TryForm", (TryForm,), fields)


@admin.register(BankFile)
class BankFileAdmin(admin.ModelAdmin):
    """For those alone who have the permission; nothing here shows what is in a file."""

    list_display = ["name", "dropped", "dropped_by", "state", "outcome"]
    list_filter = ["state"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def _may(self, request):
        return request.user.has_perm("asso_portal.drop_bank_files")

    def has_module_permission(self, request):
        return self._may(request)

    def has_view_permission(self, request, obj=None):
        return self._may(request)

    def has_add_permission(self, request):
        return self._may(request)

    def has_delete_permission(self, request, obj=None):
        return self._may(request)

    def has_change_permission(self, request, obj=None):
        return self._may(request) and (obj is None or obj.can_be_tried)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["upload", "account"]
        asked = form_of(obj).base_fields if obj.can_be_tried else ["account"]
        return [*self.get_readonly_fields(request, obj), *asked]

    def get_readonly_fields(self, request, obj=None):
        return ["name", "dropped", "dropped_by", "state", "told", "outcome"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = type("DropForm", (DropForm,), {"user": request.user})
        elif obj.can_be_tried:
            kwargs["form"] = form_of(obj)
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if conf.get("NUDGE_URL"):
            transaction.on_commit(nudge)

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, file):
        """How many rows went which way, and their sum; or why none did."""
        return format_html_join("", "<div>{}</div>", [(line,) for line in lines_of(file)]) or None


def lines_of(file):
    """The outcome in words."""
    yield from filter(None, [file.message])
    # Of a file with a question they are only what would be
    for one in file.outcomes if file.state == BankFile.CARRIED else []:
        rows = ngettext("%(count)s row", "%(count)s rows", one["rows"]) % {"count": one["rows"]}
        total = number_format(Decimal(one["total"]), decimal_pos=2, force_grouping=True)
        yield _("%(outcome)s: %(rows)s, %(total)s") % {
            "outcome": OUTCOMES[one["outcome"]],
            "rows": rows,
            "total": total,
        }
    yield from file.warnings
    for question in file.questions:
        yield question["text"] or question["what"]
