"""Settings of login, sessions, second factors and mail; `settings.py` takes them in."""

import json
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from sozialmonitor.environment import env, required

HTTPS = env.bool("SOZIALMONITOR_HTTPS", True)

# Sessions end when nothing was done for so long, and at the latest so long after the login.
SESSION_ENGINE = "sozialmonitor.access.sessions"
SESSION_IDLE_SECONDS = env.int("SOZIALMONITOR_SESSION_IDLE_MINUTES", 30) * 60
SESSION_COOKIE_AGE = env.int("SOZIALMONITOR_SESSION_HOURS", 10) * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# So many failures with one name from one address close the login for both; see docs/login.md.
TRUSTED_PROXIES = env.int("SOZIALMONITOR_TRUSTED_PROXIES", 0)
AXES_FAILURE_LIMIT = env.int("SOZIALMONITOR_LOGIN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("SOZIALMONITOR_LOGIN_LOCK_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "sozialmonitor.access.clients.address"
AXES_CLIENT_STR_CALLABLE = "sozialmonitor.access.clients.unnamed"
AXES_LOCKOUT_CALLABLE = "sozialmonitor.entrance.views.login.locked"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# "required" of administrators and publishers, or only "offered" to everybody.
SECOND_FACTOR = env("SOZIALMONITOR_SECOND_FACTOR", default="required")
if SECOND_FACTOR not in ("required", "offered"):
    raise ImproperlyConfigured('SOZIALMONITOR_SECOND_FACTOR is "required" or "offered".')
ACCOUNT_ADAPTER = "sozialmonitor.entrance.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "sozialmonitor.entrance.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "sozialmonitor.entrance.forms.SecondFactorForm",
    "reauthenticate": "sozialmonitor.entrance.forms.ConfirmCodeForm",
    "activate_totp": "sozialmonitor.entrance.forms.AppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# The city's login service, with OpenID Connect; see docs/login.md.
OIDC_ISSUER = env("SOZIALMONITOR_OIDC_ISSUER", default="").rstrip("/")
OIDC_NAME = env("SOZIALMONITOR_OIDC_NAME", default="")
OIDC_GROUPS_CLAIM = env("SOZIALMONITOR_OIDC_GROUPS_CLAIM", default="groups")
OIDC_GROUPS = json.loads(env("SOZIALMONITOR_OIDC_GROUPS", default="") or "{}")  # group → key of a department
OIDC_SIGNUP = env.bool("SOZIALMONITOR_OIDC_SIGNUP", False)
if OIDC_ISSUER and HTTPS and not OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("SOZIALMONITOR_OIDC_ISSUER has to begin with https://.")
SOCIALACCOUNT_ADAPTER = "sozialmonitor.entrance.oidc.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "sozialmonitor.entrance.oidc.CityProvider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "city",
                "name": OIDC_NAME,
                "client_id": required("SOZIALMONITOR_OIDC_CLIENT"),
                "secret": required("SOZIALMONITOR_OIDC_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

# Invitations and links for forgotten passwords are mailed where this is set: smtp+tls://name:password@host:587
MAIL_URL = env("SOZIALMONITOR_MAIL_URL", default="")
EMAIL_TIMEOUT = 10
globals().update(env.email_url_config(MAIL_URL or "dummymail://"))
DEFAULT_FROM_EMAIL = env("SOZIALMONITOR_MAIL_FROM", default="sozialmonitor@localhost")
