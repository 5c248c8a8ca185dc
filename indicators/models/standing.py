from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

Dated = TypeVar("Dated", bound=models.Model)


class StandingQuerySet(models.QuerySet[Dated]):
    """Of what is published and may be withdrawn: deliveries, and runs of typologies."""

    def standing(self, known_on: datetime | None = None) -> Self:
        """Published and not withdrawn, now or as known at an earlier moment."""
        if known_on is None:
            return self.filter(state="published")
        return self.filter(published_at__lte=known_on).filter(
            Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_on)
        )
