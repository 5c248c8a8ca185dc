"""All fifteen status words on their way from an office's file to every output: none becomes another one."""

from datetime import date

import pytest
from django.test import Client

from indicators.analysis.status import HAS_VALUE, Status
from sozialmonitor.web import formats
from tests.imports.uploads import WIDE, csv, profile, published
from tests.indicators.outputs import OUTPUTS, map_data
from tests.world import DAY, READ, World, edition, give, person, squares

# What the office writes, and what it means in this profile.
WRITTEN = {
    "5": "ok", "-": "zero", "0": "near_zero", ".": "suppressed", "u": "unknown", "...": "pending", "/": "unreliable",
    "(5)": "limited", "x": "blocked", "": "missing", "n": "not_existing", "5e": "estimated", "5p": "provisional",
    "5r": "revised",
}  # fmt: skip
SIGNS = {sign: word for sign, word in WRITTEN.items() if not sign[:1].isdigit() and "(" not in sign} | {
    "0": "near_zero"
}
PROFILE = WIDE.replace("profile: buergeramt", "profile: woerter").replace(
    'missing: {"": missing, ".": suppressed, "-": zero}',
    f'missing: {SIGNS}\nflags: {{"()": limited, e: estimated, p: provisional, r: revised}}',
)
# No file says it: it comes of computing a figure for other areas than those it was counted on.
COMPUTED = "converted"
AREAS = {f"{n:02d}": word for n, word in enumerate([*WRITTEN.values(), COMPUTED], start=1)}


@pytest.fixture
def reader(world: World) -> Client:
    made = edition(squares(list(AREAS)), valid_from=date(2015, 1, 1))
    lines = [[code, "", 2023, 1000, sign] for code, sign in zip(AREAS, WRITTEN, strict=False)]
    delivery = published(csv(lines), profile(PROFILE)).delivery
    assert delivery is not None
    world.deliver([("ALO", "15", DAY, 5.0, COMPUTED)], edition=made, complete=False)
    give("arbeit", *READ)
    client = Client()
    client.force_login(person("anna", "arbeit"))
    return client


def test_they_are_all_there() -> None:
    assert sorted(AREAS.values()) == sorted(word.value for word in Status)


@pytest.mark.parametrize("output", OUTPUTS)
def test_each_output_says_the_word(reader: Client, output: str) -> None:
    for code, word in AREAS.items():
        seen = OUTPUTS[output](reader, "arbeitslose", code)
        has_value = Status(word) in HAS_VALUE
        if output in ("json", "csv", "csv for Excel", "csv by format", "command", "xlsx"):
            assert (seen.status, seen.number is not None) == (word, has_value), (code, word)
        else:
            assert seen.text is not None
            told = formats.SIGNS[word] if not has_value else "0" if word in ("zero", "near_zero") else "5"
            assert told in seen.text, (code, word)
            assert any(figure in seen.text for figure in "05") == has_value, (code, word)


def test_on_the_map_the_words_stand_beside_the_figure(reader: Client) -> None:
    areas = map_data(reader, indicator="arbeitslose", division="stadtteile", period=DAY.label)["areas"]
    labels = {AREAS[code]: area["status_label"] for code, area in areas.items()}
    assert labels.pop("ok") == ""
    assert labels == {word: formats.status_label(word) for word in labels}
    assert {word for word, code in zip(AREAS.values(), AREAS, strict=True) if areas[code]["key"] == "suppressed"} == {
        "suppressed"
    }
