"""The two letters the entrance writes, both with a link that is good once."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from sozialmonitor.access.models import User
from sozialmonitor.entrance.links import RESET, make_key


def with_key(page: str, key: str) -> str:
    return f"{page}?{urlencode({'schluessel': key})}"


def mail_invitation(address: str, link: str) -> None:
    with override(settings.LANGUAGE_CODE):
        subject = _("Your account for the Sozialmonitor %(city)s") % {"city": settings.CITY}
        text = _(
            "An account has been made for you. With this link you choose a password; it works once and for seven days:"
            "\n\n%(link)s\n\nIf you did not expect this, there is nothing to do."
        ) % {"link": link}
        send_mail(subject, text, None, [address])


def mail_reset(address: str, page: str) -> None:
    """To each account with this address that has a password: who logs in through the provider has none to set."""
    for user in User.objects.filter(email__iexact=address, is_active=True):
        if not user.has_usable_password():
            continue
        with override(settings.LANGUAGE_CODE):
            subject = _("New password for the Sozialmonitor %(city)s") % {"city": settings.CITY}
            text = _(
                "Somebody, most likely you, has asked for a new password for the account %(username)s. "
                "With this link you choose it; it works once and for an hour:"
                "\n\n%(link)s\n\nIf it was not you, there is nothing to do: the password stays as it is."
            ) % {"username": user.username, "link": with_key(page, make_key(user, RESET))}
            send_mail(subject, text, None, [user.email])
