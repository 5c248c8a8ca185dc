from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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
