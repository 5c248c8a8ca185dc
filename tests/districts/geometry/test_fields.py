from typing import Any

import numpy as np
import pandas as pd
import pytest

from districts.geometry.fields import (
    as_text,
    choose_fields,
    codes_of,
    folded,
    guess_code_field,
    guess_name_field,
    pick_field,
)
from districts.geometry.rules import Refusal
from tests.districts.geometry.world import rules


def table(**columns: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype=object)


def refused(given: pd.DataFrame) -> Refusal:
    with pytest.raises(Refusal) as caught:
        guess_code_field(given)
    return caught.value


@pytest.mark.parametrize(
    "field",
    [
        "code",
        "CODE",
        "Schlüssel",
        "SCHLUESSEL",
        "stadtteil_nr",
        "Stadtteil-Nr.",
        "ESB",
        "ags",
        "AREA_ID",
        "Block Nr",
        "PLR_ID",
    ],
)
def test_telling_names_are_taken(field: str) -> None:
    assert guess_code_field(table(fid=["1", "2"], **{field: ["011", "012"]})) == field


def test_one_telling_field_is_taken_with_its_faults() -> None:
    assert guess_code_field(table(code=["011", "011", ""], name=["a", "b", "c"])) == "code"


def test_vague_names_must_be_nearly_unique() -> None:
    assert guess_code_field(table(id=["01", "02"])) == "id"
    assert guess_code_field(table(id=[f"{number}" for number in range(50)] + ["7"])) == "id"
    assert refused(table(nr=["1", "1", "2"])).rule == "code-field-missing"


def test_several_sound_fields_with_different_values_are_refused() -> None:
    refusal = refused(table(code=["1", "2"], schluessel=["01", "02"], name=["Nord", "Süd"]))
    assert refusal.params["possible"] == ["code", "schluessel"]
    assert refusal.params["fields"] == {"code": ["1", "2"], "schluessel": ["01", "02"], "name": ["Nord", "Süd"]}


def test_of_several_the_sound_one_or_equal_ones_are_taken() -> None:
    assert guess_code_field(table(ars=["1", "1"], ags=["01", "02"])) == "ags"
    assert guess_code_field(table(ARS=["01", "02"], AGS=["01", "02"])) == "ARS"


def test_running_numbers_are_not_codes() -> None:
    refusal = refused(table(cartodb_id=[0, 1], OBJECTID=[1, 2], name=["Zentrum", "Ost"]))
    assert (refusal.rule, refusal.hint) == ("code-field-missing", "choose-code-field")
    assert refusal.params["fields"]["cartodb_id"] == ["0", "1"]


def test_name_is_guessed_only_where_clear() -> None:
    assert guess_name_field(table(code=["1"], name=["Nord"], bezeichnung=["Nordstadt"]), "code") == "name"
    assert guess_name_field(table(code=["1"], GEN=["Nord"]), "code") == "GEN"
    assert guess_name_field(table(code=["1"], BEZName=["Mitte"]), "code") is None
    assert guess_name_field(table(code=["1"], stadtteil=["Nord"], label=["N"]), "code") is None
    assert guess_name_field(table(code=["1"], name=[None]), "code") is None
    assert guess_name_field(table(GSB_NR=["1"], GSB_NAME=["Nord"], KWB_NAME=["Ost"]), "GSB_NR") == "GSB_NAME"
    assert guess_name_field(table(nr=["1"], BEZName=["Mitte"]), "nr") is None


def test_fields_given_by_the_user() -> None:
    given = table(Code=["1"], code=["2"], NAME=["Nord"])
    assert pick_field(given, "code", "code") == "code"
    assert pick_field(given, "name", "name") == "NAME"
    with pytest.raises(Refusal) as caught:
        pick_field(given, "CODE", "code")
    assert (caught.value.rule, caught.value.params["field"]) == ("field-unknown", "CODE")


def test_what_was_decided_is_noted() -> None:
    given = table(code=["1"], up=["A"])
    chosen = choose_fields(given, None, None, "up")
    assert (chosen.code, chosen.name, chosen.parent) == ("code", None, "up")
    assert rules(chosen.notes) == ["field-guessed", "name-field-missing"]
    assert rules(choose_fields(given, "code", "up", None).notes) == []


def test_codes_keep_their_zeros() -> None:
    codes, notes = codes_of(table(code=["011", "0012", None]), "code", "object")
    assert (codes, notes) == (["011", "0012", ""], [])


def test_blanks_around_codes_go_and_are_told() -> None:
    codes, notes = codes_of(table(code=["011 ", "012"]), "code", "object")
    assert codes == ["011", "012"]
    assert (notes[0].rule, notes[0].rows, notes[0].codes) == ("code-trimmed", (0,), ("011",))


def test_whole_numbers_are_flagged_and_decimals_refused() -> None:
    codes, notes = codes_of(table(code=[11, 112, np.nan]), "code", "int32")
    assert codes == ["11", "112", ""]
    assert (notes[0].rule, notes[0].params["lengths"]) == ("code-numeric", [2, 3])
    with pytest.raises(Refusal) as caught:
        codes_of(table(ags=[8222000.0]), "ags", "float64")
    assert (caught.value.rule, caught.value.params["values"]) == ("code-is-decimal", ["8222000.0"])


def test_text_of_values() -> None:
    values = pd.Series(["a", None, float("nan"), pd.NaT, 3.0, 2.5, 7, pd.Timestamp("2024-01-01")], dtype=object)
    assert as_text(values) == ["a", "", "", "", "3", "2.5", "7", "2024-01-01 00:00:00"]
    assert folded("Stadtteil_Nr.") == folded("stadtteilnr") == "stadtteilnr"
