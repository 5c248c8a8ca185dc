import io
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils.timezone import now

from districts.geometry.correspond import Made
from districts.geometry.weights import EXACT
from districts.models import Correspondence, Edition
from districts.queries.weighing import Ground, Weighed, weigh
from districts.rights import demand_management
from districts.tables.correspondence import OfficeTable
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User

COPY = "COPY districts_weight (correspondence_id, source_id, target_id, weight) FROM STDIN"
UNEVEN = """
SELECT count(*) FROM (
    SELECT 1 FROM districts_weight WHERE correspondence_id = %s
    GROUP BY source_id HAVING abs(sum(weight) - 1) > %s
) AS uneven
"""


class WeightsUneven(Exception):
    """Weights as stored do not sum to 1: nothing was stored."""


def build_correspondence(
    *, by: User | None, source: Edition, target: Edition, basis: str, ground: Ground | None = None
) -> Correspondence:
    """Computes and stores a correspondence. weighing.NotWeighable where its basis is not there."""
    demand_management(by, target.division)
    return store_correspondence(by=by, source=source, target=target, weighed=weigh(source, target, basis, ground))


@transaction.atomic
def store_correspondence(*, by: User | None, source: Edition, target: Edition, weighed: Weighed) -> Correspondence:
    """Stands beside what there is: the newest of the best basis is used, and an older one is never changed."""
    demand_management(by, target.division)
    made, weights = weighed.made, weighed.made.weights
    stored = Correspondence.objects.create(
        source=source,
        target=target,
        basis=weighed.basis,
        grounds=weighed.grounds,
        split_share=made.split_share,
        cut_share=made.cut_share,
        uncovered_share=made.uncovered_share,
        created_by=by,
    )
    _store_weights(stored, weighed)
    words: dict[str, Any] = {"pair": str(stored), "basis": weighed.basis, "weights": len(weights.weight)}
    record(by=by, verb="store correspondence", what=f"correspondence:{stored.pk}", **words)
    return stored


def _store_weights(stored: Correspondence, weighed: Weighed) -> None:
    """By COPY: some thousand rows, while somebody waits. Then held against their sums as they stand."""
    weights = weighed.made.weights
    first, second = weighed.source_ids[weights.source], weighed.target_ids[weights.target]
    lines = (
        f"{stored.pk}\t{source}\t{target}\t{weight!r}\n"
        for source, target, weight in zip(first.tolist(), second.tolist(), weights.weight.tolist(), strict=True)
    )
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(COPY, io.StringIO("".join(lines)))
        cursor.execute(UNEVEN, [stored.pk, EXACT])
        if cursor.fetchone()[0]:
            raise WeightsUneven(str(stored))


def import_correspondence(
    *, by: User | None, source: Edition, target: Edition, table: OfficeTable, file_name: str = "", sha256: str = ""
) -> Correspondence:
    """An office's own table, read and checked without errors before."""
    ids = [dict(edition.areas.values_list("code", "id")) for edition in (source, target)]
    weights = table.weights
    split = float(weights.split.sum()) / max(1, int(weights.covered.sum()))
    uncovered = 1 - float(weights.covered.sum()) / max(1, len(weights.sources))
    weighed = Weighed(
        Made(weights, split, 0.0, uncovered),
        _ids(ids[0], weights.sources),
        _ids(ids[1], weights.targets),
        Correspondence.Basis.OFFICE,
        {"file": file_name, "sha256": sha256, "shares_of": "areas"},
    )
    return store_correspondence(by=by, source=source, target=target, weighed=weighed)


def _ids(known: dict[str, int], codes: tuple[str, ...]) -> Any:
    return np.array([known[code] for code in codes], dtype=np.int64)


@transaction.atomic
def withdraw_correspondence(*, by: User | None, correspondence: Correspondence, reason: str) -> Correspondence:
    """What rested on it is converted by the next best, or not at all; as of an earlier day it still holds."""
    demand_management(by, correspondence.target.division)
    held = Correspondence.objects.select_for_update().get(pk=correspondence.pk)
    if held.withdrawn_at is None:
        held.withdrawn_at, held.reason = now(), reason
        held.save(update_fields=["withdrawn_at", "reason"])
        record(by=by, verb="withdraw correspondence", what=f"correspondence:{held.pk}", reason=reason)
    return held
