"""Words that a password may hold but not consist of: whoever guesses passwords of this house begins with them."""

from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# docs/login.md names them too; the city's name is another.
WORDS: Final = (
    "sozialmonitor", "monitoring", "statistik", "verwaltung", "stadt", "passwort", "password", "kennwort", "anmelden",
)  # fmt: skip
LEFT: Final = 8  # characters without them


class HouseWordsValidator:
    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        typed = left = password.casefold()
        for word in (settings.CITY.casefold(), *WORDS):
            left = left.replace(word, "") if word else left
        if left != typed and len(left) < LEFT:
            raise ValidationError(_("The password is hardly more than words anybody would guess here."), code="words")

    def get_help_text(self) -> str:
        return _(
            "The name of the city and words like password do not count: without them %(count)d characters are needed."
        ) % {"count": LEFT}
