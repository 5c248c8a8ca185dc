"""What is held here about an account; found by `sozialmonitor.trail`."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.utils.translation import gettext_lazy as _

from sozialmonitor.trail.about import Held, tell

tell(
    Held(_("Second factors"), Authenticator, "user", ("type", "created_at", "last_used_at")),
    Held(_("The city's login service"), SocialAccount, "user", ("provider", "uid", "date_joined", "last_login")),
    Held(_("Addresses of the login service"), EmailAddress, "user", ("email", "verified")),
    Held(_("Failed logins"), AccessAttempt, "username", ("attempt_time", "failures_since_start"), by_name=True),
    Held(_("Failed logins (log)"), AccessFailureLog, "username", ("attempt_time",), by_name=True),
    Held(_("Logins"), AccessLog, "username", ("attempt_time", "logout_time"), by_name=True),
)
