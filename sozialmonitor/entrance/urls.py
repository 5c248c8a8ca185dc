from django.contrib.auth.views import LogoutView
from django.urls import path

from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.entrance.views import account, login

everyone = open_to(Audience.EVERYONE)
log_in = everyone(login.LoginView.as_view())
log_out = everyone(LogoutView.as_view())

# Names that begin with account_, mfa_ or openid_ are those under which allauth looks for its own pages.
urlpatterns = [
    path("anmelden/", log_in, name="login"),
    path("anmelden/", log_in, name="account_login"),
    path("abmelden/", log_out, name="logout"),
    path("konto/", account.account, name="account"),
    path("konto/passwort/", account.password, name="account_change_password"),
    path("konto/sitzungen/beenden/", account.other_sessions, name="sessions-end"),
    path("konto/tokens/neu/", account.new_token, name="token-new"),
    path("konto/tokens/<int:pk>/", account.token, name="token"),
]
