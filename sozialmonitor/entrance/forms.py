from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sozialmonitor.access.models import Department, Grant, User
from sozialmonitor.access.permissions import Allowed, Permission, Scope, allowed
from sozialmonitor.access.scopes import groups, opened
from sozialmonitor.access.tokens import LONGEST_DAYS, PERMISSIONS
from sozialmonitor.access.tokens import SCOPES as TOKEN_SCOPES
from sozialmonitor.web import formats


class LoginForm(AuthenticationForm):
    def get_invalid_login_error(self) -> ValidationError:
        """What is wrong is not said: neither whether there is such an account nor whether it is closed."""
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        after = ngettext(
            "After %(count)d failure in a row", "After %(count)d failures in a row", settings.AXES_FAILURE_LIMIT
        ) % {"count": settings.AXES_FAILURE_LIMIT}
        return ValidationError(
            _("Name and password do not fit. %(after)s the login stays closed for %(minutes)d minutes.")
            % {"after": after, "minutes": minutes}
        )

    def confirm_login_allowed(self, user: Any) -> None:
        """The backend has refused closed accounts already, like a wrong password."""


class TokenForm(forms.Form):
    """Only what the person may is offered, and nothing is named that is closed to them."""

    label = forms.CharField(label=_("What is it for?"), max_length=80)
    permissions = forms.MultipleChoiceField(label=_("May"), widget=forms.CheckboxSelectMultiple)
    scope = forms.ChoiceField(label=_("Only with"), required=False)
    expires = forms.DateField(label=_("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, owner: User) -> None:
        today = localdate()
        super().__init__(data, initial={"expires": today + timedelta(days=90), "permissions": [Permission.LIST]})
        self.longest = today + timedelta(days=LONGEST_DAYS)
        granted = {permission: allowed(owner, permission) for permission in PERMISSIONS}
        names = dict(Grant.PERMISSIONS)
        may: Any = self.fields["permissions"]
        may.choices = [(one.value, names[one.value]) for one in PERMISSIONS if granted[one]]
        only: Any = self.fields["scope"]
        only.choices = [("", _("all that I may")), *_known(granted.values())]
        only.widget.attrs["class"] = "choice-select"
        expires: Any = self.fields["expires"]
        expires.widget.attrs |= {"min": today.isoformat(), "max": self.longest.isoformat()}

    def clean_expires(self) -> date:
        found: date = self.cleaned_data["expires"]
        if not localdate() <= found <= self.longest:
            raise ValidationError(_("From today until %(day)s.") % {"day": formats.day(self.longest)})
        return found

    def clean_scope(self) -> tuple[Scope, str] | None:
        kind, _colon, key = self.cleaned_data["scope"].partition(":")
        return (Scope(kind), key) if kind else None


def _known(granted: Collection[Allowed]) -> list[tuple[str, list[tuple[str, str]]]]:
    found = []
    for heading, things in groups(without=set(Scope) - set(TOKEN_SCOPES)):
        bundles = things[0][0].partition(":")[0] in (Scope.SET, Scope.TOPIC) if things else False
        known = [(value, name) for value, name in things if any(_names(one, value, bundles=bundles) for one in granted)]
        found += [(heading, known)] if known else []
    return found


def _names(granted: Allowed, value: str, *, bundles: bool) -> bool:
    kind, _colon, key = value.partition(":")
    if bundles:  # known to whoever may something in it
        return any(granted.somewhere(Scope(scope), member) for scope, member in opened(kind, [key]))
    return granted.somewhere(Scope(kind), key)


class InviteForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=150, validators=[User.username_validator])
    email = forms.EmailField(label=_("E-mail address"), required=False)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.all(), label=_("Departments"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_username(self) -> str:
        username: str = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("There is an account with this name."))
        return username


class NewPasswordForm(SetPasswordForm):
    """Of a password that was forgotten."""


class AcceptForm(NewPasswordForm):
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    field_order = ("first_name", "last_name", "new_password1", "new_password2")


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class WithCode:
    """allauth's form, with the label of our own page: its word for a code is one our catalogue needs for keys."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code of the app, or a recovery code")
        del self.fields["code"].widget.attrs["placeholder"]


class SecondFactorForm(WithCode, AuthenticateForm): ...


class ConfirmCodeForm(WithCode, ReauthenticateForm): ...


class AppForm(WithCode, ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows")
