"""All checks beyond the single figure, in the order in which a reader wants their findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from imports.checks.drift import Last, check_drift, own_facts
from imports.checks.jumps import Before, Run, check_jumps
from imports.checks.nested import check_parts
from imports.checks.setting import Setting
from imports.checks.small_cells import check_small_cells, check_small_parts
from imports.checks.sums import City, check_sums
from imports.parsers.records import Parsed, Problems


class Published(Protocol):
    """What is published already; asked only for what a check needs."""

    def last(self) -> Last | None: ...
    def city(self, setting: Setting) -> City: ...
    def before(self, setting: Setting) -> Mapping[Run, Before]: ...


@dataclass(frozen=True)
class Nothing:
    """Nothing is published yet."""

    runs: Mapping[Run, Before] = field(default_factory=dict)

    def last(self) -> Last | None:
        return None

    def city(self, setting: Setting) -> City:  # noqa: ARG002 - asked as what is published
        return {}

    def before(self, setting: Setting) -> Mapping[Run, Before]:  # noqa: ARG002 - as above
        return self.runs


def look_further(parsed: Parsed, setting: Setting, problems: Problems, published: Published) -> None:
    """Adds findings, and the facts the next delivery is compared with. Needs memory for a million figures at most.

    Jumps and sums are left to files without errors: of others they would only repeat what is wrong already.
    """
    check_small_cells(setting, problems)
    check_small_parts(parsed, setting, problems)
    parsed.facts |= own_facts(setting)
    check_drift(parsed.facts, published.last(), problems)
    check_parts(setting, problems)
    if problems.has_errors or parsed.problems.has_errors:
        return
    check_sums(setting, problems, published.city(setting))
    check_jumps(setting, problems, published.before(setting))
