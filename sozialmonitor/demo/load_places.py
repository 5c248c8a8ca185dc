"""Addresses, schools, catchments and the ways between divisions: through the same actions as pages and commands."""

from collections.abc import Callable
from datetime import date
from typing import Final

from districts.actions.correspondences import build_correspondence
from districts.actions.placements import place_register
from districts.actions.plans import adopt_plan, draft_plan
from districts.actions.registers import activate_register, store_register
from districts.actions.schools import put_schools
from districts.addressing.register import read_register
from districts.importing_schools import school_values
from districts.models import CatchmentPlan, Correspondence, Edition, Register
from districts.queries.editions import edition_of
from districts.queries.placing import city_on
from districts.queries.weighing import Ground
from districts.tables.schools import read_schools
from sozialmonitor.demo.area_files import BEFORE, VALID_FROM
from sozialmonitor.demo.generate import DemoFiles

Tell = Callable[[str], object]
REGISTER_OF: Final = date(2024, 12, 31)
# From where to where figures are converted, best first: small areas lose least where borders cross them.
WAYS: Final = (
    ("stadtteile", BEFORE, "stadtteile", VALID_FROM),
    ("statistische-bezirke", VALID_FROM, "grundschulbezirke", VALID_FROM),
    ("statistische-bezirke", VALID_FROM, "kommunalwahlbezirke", VALID_FROM),
    ("statistische-bezirke", VALID_FROM, "stadtbezirke", VALID_FROM),
    ("stadtteile", VALID_FROM, "grundschulbezirke", VALID_FROM),
    ("stadtteile", VALID_FROM, "kommunalwahlbezirke", VALID_FROM),
)


def load_places(files: DemoFiles, tell: Tell) -> None:
    """What an interrupted loading left out is made now; what is there stays."""
    register = Register.objects.active().filter(valid_from=REGISTER_OF).first() or _register(files, tell)
    put_schools(by=None, rows=school_values(read_schools(files.schools)))
    _plan(tell)
    for source, then, target, since in WAYS:
        _way(edition_of(source, then), edition_of(target, since), register, tell)


def _register(files: DemoFiles, tell: Tell) -> Register:
    Register.objects.filter(valid_from=REGISTER_OF, state=Register.State.DRAFT).delete()
    file = read_register(files.addresses, city=city_on(REGISTER_OF))
    stored = store_register(by=None, valid_from=REGISTER_OF, file=file, label="Adressregister (erfunden)")
    register = activate_register(by=None, register=stored)
    place_register(by=None, register=register)
    tell(f"{register.label}: {register.size}")
    return register


def _plan(tell: Tell) -> None:
    polygons = edition_of("grundschulbezirke", VALID_FROM)
    if CatchmentPlan.objects.filter(edition=polygons).exists():
        return
    label = f"Grundschulbezirke ab {VALID_FROM.year}/{(VALID_FROM.year + 1) % 100}"
    plan = draft_plan(
        by=None, division=polygons.division, school_year=VALID_FROM.year, label=label, polygons=polygons
    )  # fmt: skip
    adopt_plan(by=None, plan=plan, warnings_seen=True)
    tell(plan.label)


def _way(source: Edition, target: Edition, register: Register, tell: Tell) -> None:
    if Correspondence.objects.filter(source=source, target=target).exists():
        return
    ground = Ground(register=register)
    made = build_correspondence(by=None, source=source, target=target, basis="addresses", ground=ground)
    tell(str(made))
