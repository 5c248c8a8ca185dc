from typing import Any

from django.contrib.auth.views import LogoutView
from django.urls import path

from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.entrance.factors import on_the_way
from sozialmonitor.entrance.views import account, factors, links, login, people, provider

everyone, with_login = open_to(Audience.EVERYONE), open_to(Audience.PEOPLE)
log_in = everyone(login.LoginView.as_view())
log_out = everyone(LogoutView.as_view())


def step(view: Any) -> Any:
    return on_the_way(with_login(view.as_view()))


# Names that begin with account_, mfa_ or openid_ are those under which allauth looks for its own pages.
urlpatterns = [
    path("anmelden/", log_in, name="login"),
    path("anmelden/", log_in, name="account_login"),
    path("anmelden/dienst/", provider.to_provider, name="provider"),
    path("anmelden/dienst/zurueck/", provider.from_provider, name="provider-callback"),
    path("abmelden/", log_out, name="logout"),
    path("einladung/", links.invitation, name="invitation"),
    path("passwort/vergessen/", links.forgotten, name="password-forgotten"),
    path("passwort/neu/", links.new_password, name="password-new"),
    path("konten/", people.people, name="people"),
    path("konten/<int:pk>/", people.one_person, name="person"),
    path("konto/", account.account, name="account"),
    path("konto/passwort/", account.password, name="account_change_password"),
    path("konto/sitzungen/beenden/", account.other_sessions, name="sessions-end"),
    path("anmelden/zweiter-faktor/", everyone(factors.LogIn.as_view()), name="mfa_authenticate"),
    path("konto/faktoren/", factors.factors, name="mfa_index"),
    path("konto/faktoren/", factors.factors, name="mfa_list_webauthn"),
    path("konto/faktoren/app/", step(factors.AddApp), name="mfa_activate_totp"),
    path("konto/faktoren/app/entfernen/", step(factors.RemoveApp), name="mfa_deactivate_totp"),
    path("konto/faktoren/passkey/", step(factors.AddPasskey), name="mfa_add_webauthn"),
    path("konto/faktoren/passkey/<int:pk>/entfernen/", step(factors.RemovePasskey), name="mfa_remove_webauthn"),
    path("konto/faktoren/codes/", step(factors.Codes), name="mfa_view_recovery_codes"),
    path("konto/faktoren/codes/neu/", step(factors.NewCodes), name="mfa_generate_recovery_codes"),
    path("konto/bestaetigen/", step(factors.ConfirmWithPassword), name="account_reauthenticate"),
    path("konto/bestaetigen/code/", step(factors.ConfirmWithCode), name="mfa_reauthenticate"),
    path("konto/bestaetigen/passkey/", step(factors.ConfirmWithPasskey), name="mfa_reauthenticate_webauthn"),
    path("konto/tokens/neu/", account.new_token, name="token-new"),
    path("konto/tokens/<int:pk>/", account.token, name="token"),
]
