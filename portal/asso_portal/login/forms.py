"""What is typed: an address; a code."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Address(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class Entrance(forms.Form):
    """Asks for what is needed: the account, where there are several; the code, elsewhere."""

    def __init__(self, data, found, at_home):
        super().__init__(data)
        if len(found) > 1:
            self.fields["account"] = forms.ChoiceField(
                label=_("Account"),
                choices=[(guest.key, guest.name) for guest in found],
                widget=forms.RadioSelect,
            )
        if not at_home:
            self.fields["code"] = forms.CharField(
                label=_("Code"),
                max_length=20,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
