from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_language(german: str, english: str) -> str:
    """The text in the reader's language; German where there is no English one."""
    return english if english and (get_language() or "de").startswith("en") else german


class Labelled(models.Model):
    """A thing with a name in both languages."""

    label_de = models.CharField(_("label (German)"), max_length=200)
    label_en = models.CharField(_("label (English)"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_de, self.label_en)
