"""The seam between addresses and schools: what the search, the interface and lists say about the school in charge."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from districts.models import Address


def schools_of(addresses: Sequence[Address], day: date | None = None) -> dict[int, list[dict[str, Any]]]:  # noqa: ARG001
    """By the address's id the schools in charge, the home's own first: number and name. Empty without a plan."""
    return {address.pk: [] for address in addresses}
