import json
from typing import Any

import pytest

from imports.parsers.profiles.loading import ProfileError, load_profile
from tests.imports.parsers.building import profile_dict
from tests.imports.parsers.genesis_files import genesis_dict, genesis_profile


def rules_of(spec: dict[str, Any]) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        load_profile(spec)
    return [problem.rule for problem in caught.value.problems]


@pytest.mark.parametrize("name", ["genesis-table", "genesis-xlsx"])
def test_round_trip_through_json(name: str) -> None:
    profile = genesis_profile(parser=name, missing_rows={"-": "not_existing"}, total=["Insgesamt", "Zusammen"])
    stored = json.loads(json.dumps(profile.as_dict()))
    assert load_profile(stored) == profile
    assert stored["parser"] == "genesis-table"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"genesis": None}, "genesis_part_needed"),
        ({"columns": {}}, "paths_needed"),
        ({"columns": {"Bevölkerung": "EW", "Bevölkerung / Insgesamt": "EW2"}}, "path_twice"),
        ({"long": {"measure": {"column": "M"}, "value": {"column": "W"}}}, "not_for_genesis_table"),
        ({"dimensions": {"GES": "GESW"}}, "not_for_genesis_table"),
        ({"area": {"division": "regionen", "column": "Code"}}, "not_for_genesis_table"),
        ({"period": {"fixed": "2023"}}, "one_period_source"),
        ({"period": {"column": "Jahr"}}, "not_for_genesis_table"),
        ({"read": {"skip_rows": 3}}, "not_for_genesis_table"),
        ({"area": {"division": "regionen", "joined": ["a", "b"]}}, "not_for_genesis_table"),
        ({"head": ["label", "label", "dimension"]}, "one_period_source"),
        ({"rows": ["label"]}, "one_area_axis"),
        ({"rows": ["code", "code"]}, "one_area_axis"),
        ({"above": ["statistic", "title"]}, "title_first"),
        ({"above": ["title", "statistic", "measure", "measure"]}, "title_first"),
        ({"above": ["title", "statistic"]}, "statistic_needed"),
        ({"above": ["title"]}, "wrong_type"),
        ({"head": []}, "wrong_type"),
        ({"head": ["measur"]}, "not_allowed"),
        ({"missing_rows": {"-": "ok"}}, "not_allowed"),
        ({"scale": {"EWW": 1000}}, "scale_for_nothing"),
    ],
)
def test_parts_that_do_not_go_together(changes: dict[str, Any], rule: str) -> None:
    assert rules_of(genesis_dict(**changes)) == [rule]


def test_the_part_is_for_this_parser_only() -> None:
    assert rules_of(profile_dict(genesis=genesis_dict()["genesis"])) == ["only_genesis_table"]


def test_an_unknown_key_of_the_part_is_named_with_the_nearest() -> None:
    spec = genesis_dict()
    spec["genesis"]["heads"] = ["label"]
    with pytest.raises(ProfileError) as caught:
        load_profile(spec)
    (problem,) = caught.value.problems
    assert (problem.rule, problem.path, problem.suggestion) == ("unknown_key", "genesis.heads", "head")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bevölkerung", ("Bevölkerung", None)),
        ("Bevölkerung / Insgesamt / weiblich|Anzahl", ("Bevölkerung / weiblich", "Anzahl")),
        ("Absolvierende/Abgehende|Anzahl", ("Absolvierende/Abgehende", "Anzahl")),
        ("  Boden  /  Wald |  ha ", ("Boden / Wald", "ha")),
    ],
)
def test_keys_of_columns(text: str, key: tuple[str, str | None]) -> None:
    part = genesis_profile().genesis
    assert part is not None
    assert part.key(text) == key
