"""A profile is built from a file, with a look at what the figures become at every step."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from imports.actions.checking import check_batch
from imports.actions.receiving import receive_file
from imports.models import Batch, Profile
from imports.parsers.profiles.loading import load_profile
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.browsing import browser, text
from tests.imports.parsers.building import flat
from tests.imports.uploads import WIDE, checked, csv, figures, profile, published
from tests.world import World, command, give, person

TABLE = (
    "Stadtteile der Stadt;;;\r\nBezirk;Bezeichnung;Stand;Einwohner;Ohne Arbeit\r\n01;Viertel 01;31.12.2023;1.200;12\r\n"
    "02;Viertel 02;31.12.2023;900;-\r\n03;Viertel 03;31.12.2023;800;.\r\nGesamt;Stadt;31.12.2023;2.900;20\r\n"
)
LONG = (
    "Code;Jahr;Merkmal;Wert\r\n01;2023;Einwohner gesamt;100\r\n01;2023;ohne Arbeit;7\r\n02;2023;Einwohner gesamt;90\r\n"
)
SPREAD = "Code;2021;2022\r\n01;100;110\r\n02;90;95\r\n"
EXPORT = (
    "GENESIS-Tabelle: 12411-0015\nBevölkerung: Kreise, Stichtag;;\nFortschreibung des Bevölkerungsstandes;;\n"
    "Bevölkerungsstand (Anzahl);;\n;;Stichtag\n;;31.12.2018\n01;Viertel 01;309370\n02;Viertel 02;-\n__________\n"
    "© Statistisches Bundesamt\nStand: 24.02.2020 / 10:11:12\n"
)


class Fields(HTMLParser):
    """The form as a browser would send it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: dict[str, str] = {}
        self.inside, self.select, self.area = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, pairs: Any) -> None:
        found = dict(pairs)
        name = found.get("name", "")
        if tag == "form":
            self.inside = found.get("id") == "wizard"
        if not self.inside:
            return
        if tag == "input" and (found.get("type") != "checkbox" or "checked" in found):
            self.data[name] = found.get("value") or "on" * (found.get("type") == "checkbox")
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in found or self.select not in self.data):
            self.data[self.select] = found["value"]
        elif tag == "textarea":
            self.area, self.data[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.inside = False


def waiting(content: str | bytes, by: User | None, name: str = "lieferung.csv") -> Batch:
    raw = content.encode() if isinstance(content, str) else content
    return receive_file(by=by, name=name, chunks=[raw], profile=None)


def address(batch: Batch, **more: str) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{reverse('profile-new')}?lieferung={batch.pk}{query}"


def fields(client: Client, batch: Batch, **more: str) -> dict[str, str]:
    return Fields(client.get(address(batch, **more)).content.decode()).data


def look(client: Client, batch: Batch, data: dict[str, str], **answers: str) -> tuple[dict[str, str], str]:
    """The answers sent for another look: the form afterwards, and the page."""
    response = client.post(address(batch), {**data, **answers, "action": "look"})
    assert response.status_code == 200
    page = response.content.decode()
    return Fields(page).data, " ".join(page.split())


def save(client: Client, batch: Batch, data: dict[str, str], **answers: str) -> Any:
    return client.post(address(batch), {**data, **answers, "action": "save"})


@pytest.fixture
def client(steward: User) -> Client:
    return browser(steward, "en")


def sign(data: dict[str, str], token: str) -> str:
    """The field that says what a sign means."""
    return next(name for name, value in data.items() if name.startswith("sign-") and value == token).replace(
        "sign", "status"
    )


def test_what_can_be_known_is_proposed(client: Client, steward: User) -> None:
    data = fields(client, waiting(TABLE, steward))
    assert (data["skip_rows"], data["header_rows"], data["delimiter"]) == ("1", "1", ";")
    assert [data[f"role-{n}"] for n in range(5)] == ["area", "name", "period", "figure", ""]
    assert (data["division"], data["type"], data["measure-3"]) == ("stadtteile", "reference_date", "EW")
    assert data["thousands"] == ""  # 1.200 could be 1,2: that is for the person to say


def test_an_unknown_table_is_described_and_checked_with_its_new_profile(client: Client, steward: User) -> None:
    batch = waiting(TABLE, steward)
    data, page = look(client, batch, fields(client, batch), **{"measure-4": "ALO"})
    assert "no mark for thousands is declared" in page or "thousands" in page
    data, page = look(client, batch, data, thousands=".")
    assert {"-", "."} <= {value for name, value in data.items() if name.startswith("sign-")}
    assert 'value="Gesamt"' in page
    answers = {
        sign(data, "-"): "zero",
        sign(data, "."): "suppressed",
        "total-0": "Gesamt",
        "key": "neu",
        "source": "Amt",
    }
    data, page = look(client, batch, data, **answers)
    assert "6 figures are read." in page
    assert "Viertel 01" in page
    response = save(client, batch, data)
    assert response.headers["Location"] == reverse("delivery", args=[batch.pk])
    stored = Profile.objects.get(key="neu")
    assert stored.spec["columns"] == {"Einwohner": "EW", "Ohne Arbeit": "ALO"}
    assert stored.spec["missing"] == {"-": "zero", ".": "suppressed"}
    assert stored.spec["ignore_areas"] == ["Gesamt"]
    done = check_batch(batch.pk)
    assert done is not None
    assert (done.state, done.profile, done.total) == (Batch.State.READY, stored, 6)
    assert done.delivery is not None
    figures_of = dict(
        done.delivery.staged.filter(series__measure__code="ALO").values_list("series__area__code", "status")
    )
    assert figures_of == {"01": "ok", "02": "zero", "03": "suppressed"}


def test_a_table_with_one_figure_a_row(client: Client, steward: User) -> None:
    batch = waiting(LONG, steward)
    data, page = look(client, batch, fields(client, batch), **{"role-2": "measure", "role-3": "value", "key": "lang"})
    assert "Einwohner gesamt" in page
    maps = {data[name]: name.replace("word", "map") for name in data if name.startswith("word-")}
    answers = {
        maps["Einwohner gesamt"]: "EW",
        maps["ohne Arbeit"]: "ALO – Arbeitslose",
        "day": "12-31",
        "type": "reference_date",
    }
    data, page = look(client, batch, data, **answers)
    assert "3 figures are read." in page
    save(client, batch, data)
    spec = Profile.objects.get(key="lang").spec
    assert spec["long"]["measure"]["map"] == {"Einwohner gesamt": "EW", "ohne Arbeit": "ALO"}
    assert spec["period"] == {"column": "Jahr", "type": "reference_date", "day": "12-31"}


def test_a_dimension_is_held_at_one_word(client: Client, steward: User) -> None:
    content = "Code;Jahr;Geschlecht;Einwohner\r\n01;2023;zusammen;9\r\n01;2023;weiblich;5\r\n"
    batch = waiting(content, steward)
    data, _page = look(client, batch, fields(client, batch), **{"role-2": "keep"})
    data, page = look(client, batch, data, **{"keep-2": "weiblich", "key": "frauen", "type": "year"})
    assert "1 figure is read." in page
    save(client, batch, data)
    assert Profile.objects.get(key="frauen").spec["only_rows"] == {"Geschlecht": ["weiblich"]}
    assert fields(client, batch, profil="frauen")["keep-2"] == "weiblich"


def test_a_table_with_periods_as_columns(client: Client, steward: User) -> None:
    batch = waiting(SPREAD, steward)
    data = fields(client, batch)
    assert [data[f"role-{n}"] for n in range(3)] == ["area", "spread", "spread"]
    _data, page = look(client, batch, data, spread_measure="EW")
    assert "4 figures are read." in page
    save(client, batch, data, spread_measure="EW", key="jahre")
    assert Profile.objects.get(key="jahre").spec["periods_in_columns"] == {"measure": "EW"}


def test_a_period_asked_at_upload_is_that_of_this_file(client: Client, steward: User) -> None:
    batch = waiting("Code;Einwohner\r\n01;5\r\n02;6\r\n", steward)
    data = fields(client, batch)
    assert data["period_from"] == "given"
    refused = save(client, batch, data, key="ohne", type="year")
    assert refused.status_code == 422
    save(client, batch, data, key="ohne", type="year", period_value="2023")
    batch.refresh_from_db()
    assert (batch.period, batch.state) == ("2023", Batch.State.QUEUED)


def test_a_flat_file_lists_what_it_holds(client: Client, world: World, steward: User) -> None:
    region, total, men = (
        ("KREISE", "Kreise", "01", "Ort"),
        ("GES", "Geschlecht", "", "Insgesamt"),
        ("GES", "Geschlecht", "GESM", "männlich"),
    )
    content = flat(
        *(("2023-12-31", [region, one], value, "Anzahl", "BEVSTD") for one, value in ((total, "10"), (men, "-")))
    )
    batch = waiting(content, steward, "12411_flat.csv")
    data = fields(client, batch)
    assert (data["region"], data["division"]) == ("KREISE", "stadtteile")
    assert [data[f"key-{n}"] for n in range(2)] == ["BEVSTD", "BEVSTD[GES=GESM]"]
    data, page = look(client, batch, data, **{"measure-0": "EW", "measure-1": "ALO", sign(data, "-"): "zero"})
    assert "2 figures are read." in page
    save(client, batch, data, key="flach")
    spec = Profile.objects.get(key="flach").spec
    assert spec["columns"] == {"BEVSTD": "EW", "BEVSTD[GES=GESM]": "ALO"}
    assert spec["parser"] == "genesis-flat"
    done = check_batch(batch.pk)
    assert done is not None
    assert done.state == Batch.State.READY


def test_a_table_export_lists_its_paths(client: Client, steward: User) -> None:
    batch = waiting(EXPORT.encode("cp1252"), steward, "export.csv")
    data = fields(client, batch)
    assert (data["head-0"], data["head-1"], data["rows-0"], data["rows-1"]) == ("label", "period", "code", "name")
    answers = {"measure-0": "EW", "division": "stadtteile", sign(data, "-"): "zero", "key": "export"}
    data, page = look(client, batch, data, **answers)
    assert "2 figures are read." in page
    save(client, batch, data)
    spec = Profile.objects.get(key="export").spec
    assert (spec["genesis"]["table"], list(spec["columns"].values())) == ("12411-0015", ["EW"])
    done = check_batch(batch.pk)
    assert done is not None
    assert done.state == Batch.State.READY
    again = fields(client, batch, profil="export")
    assert again["measure-0"] == "EW"


def test_areas_an_export_only_names_are_given_codes(client: Client, steward: User) -> None:
    content = EXPORT.replace("01;Viertel", "Viertel").replace("02;Viertel", "Viertel").replace(";;31", ";31")
    batch = waiting(content.replace(";;Stichtag", ";Stichtag").encode("cp1252"), steward, "export.csv")
    data = fields(client, batch)
    named = [name for name in data if name.startswith("name-")]
    codes = {name.replace("name", "code"): data[name][-2:] for name in named}
    assert sorted(codes.values()) == ["01", "02"]
    answers = {"measure-0": "EW", "division": "stadtteile", sign(data, "-"): "zero", **codes}
    _data, page = look(client, batch, data, **answers)
    assert "2 figures are read." in page


def test_another_header_is_proposed_anew(client: Client, steward: User) -> None:
    batch = waiting(TABLE, steward)
    data = fields(client, batch)
    data, _page = look(client, batch, data, skip_rows="0")
    assert data["column-0"] == "Stadtteile der Stadt"
    data, _page = look(client, batch, data, skip_rows="1")
    assert [data[f"role-{n}"] for n in range(4)] == ["area", "name", "period", "figure"]


def test_a_profile_becomes_the_form_again_and_its_change_the_next_version(client: Client, steward: User) -> None:
    stored = profile(WIDE)
    batch = checked(csv(figures()), stored, by=steward)
    data = fields(client, batch, profil="buergeramt")
    assert (data["measure-3"], data["measure-4"], data["complete"]) == ("EW", "ALO", "on")
    other = checked(csv(figures(2022)), stored, by=steward)
    assert save(client, other, fields(client, other, profil="buergeramt")).status_code == 302
    assert Profile.objects.count() == 1, "unchanged, it is the same version"
    save(client, batch, data, **{"scale-4": "2"})
    newest = Profile.objects.get(version=2)
    assert newest.spec["scale"] == {"Arbeitslose": 2.0}
    batch.refresh_from_db()
    assert (batch.profile, batch.state) == (newest, Batch.State.QUEUED)


def test_a_published_delivery_stays_what_it_is_when_its_profile_is_changed(client: Client, steward: User) -> None:
    batch = published(csv(figures()), profile(WIDE), by=steward)
    data = fields(client, batch, profil="buergeramt")
    response = save(client, batch, data, **{"scale-4": "2"})
    assert response.headers["Location"] == reverse("profile", args=["buergeramt"])
    batch.refresh_from_db()
    assert batch.state == Batch.State.PUBLISHED


def test_what_the_form_cannot_say_is_changed_as_text(client: Client, steward: User) -> None:
    stored = profile(f'{WIDE}zero_is_missing_where: {{column: Stadtteil, equals: "x"}}\n')
    page = text(client.get(address(checked(csv(figures()), stored, by=steward), profil="buergeramt")))
    assert "zero_is_missing_where" in page
    assert "says more than the form can show" in page


def test_layouts_without_a_form_are_written_with_the_same_preview(client: Client, steward: User) -> None:
    batch = waiting('[{"gebiet": "01", "jahr": 2023, "wert": 3}]', steward, "records.json")
    data = fields(client, batch)
    assert "parser: records" in data["yaml"]
    table = waiting(TABLE, steward)
    data = fields(client, table, als="text")
    _data, page = look(client, table, {"yaml": WIDE.strip().replace("parser: table", "parser: tabel")})
    assert "<strong>Line 2</strong> <code>parser: tabel</code>" in page
    right = (
        WIDE.replace("Schlüssel", "Bezirk")
        .replace(", name_column: Stadtteil", "")
        .replace("column: Jahr", "column: Stand")
    )
    right = right.replace("Arbeitslose: ALO", "Ohne Arbeit: ALO").replace(
        'decimal: ","', 'decimal: ",", skip_rows: 1, thousands: "."'
    )
    _data, page = look(client, table, {"yaml": right.replace("complete", "ignore_areas: [Gesamt]\ncomplete")})
    assert "6 figures are read." in page


def test_areas_and_measures_nobody_knows_are_marked(client: Client, steward: User) -> None:
    batch = waiting("Code;Jahr;EW\r\n99;2023;5\r\n", steward)
    answers = {"role-0": "area", "division": "stadtteile", "measure-2": "XYZ", "role-1": "period", "type": "year"}
    _data, page = look(client, batch, fields(client, batch), **answers)
    assert "no known area" in page
    assert "not in the catalogue" in page


def test_what_is_still_missing_is_called_as_in_the_form(client: Client, steward: User) -> None:
    batch = waiting(TABLE, steward)
    data = fields(client, batch)
    for name, wrong, asked in (("division", "", "Division"), ("scale-3", "viel", "Factor"), ("key", "Ä", "Key")):
        _data, page = look(client, batch, data, **{name: wrong})
        assert f"<strong>{asked}:</strong>" in page


def test_a_form_without_a_measure_says_so_without_the_keys_of_a_profile(client: Client, steward: User) -> None:
    batch = waiting(TABLE, steward)
    _data, page = look(client, batch, fields(client, batch), **{"role-3": "", "measure-3": ""})
    assert "Please choose a measure for at least one column." in page
    assert "periods_in_columns" not in page


def test_only_measures_one_may_import_are_offered(world: World) -> None:
    give("geburten", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB", "EW"])
    gerda = person("gerda", "geburten")
    client, batch = browser(gerda, "en"), waiting(TABLE, gerda)
    page = text(client.get(address(batch)))
    offered = re.search(r'<datalist id="measures">(.*?)</datalist>', page)
    assert offered is not None
    assert re.findall(r'value="(\w+)"', offered[1]) == ["EW", "GEB"]
    data, _page = look(client, batch, fields(client, batch), **{"measure-4": "ALO", "thousands": "."})
    refused = save(client, batch, data, key="fremd")
    assert refused.status_code == 422
    assert not Profile.objects.exists()


def test_the_file_of_another_is_not_there(client: Client, world: World) -> None:
    give("geburten", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB"])
    batch = waiting(TABLE, person("gerda", "geburten"))
    assert browser(person("anton", "geburten")).get(address(batch)).status_code == 404
    assert client.get(reverse("profile-new") + "?lieferung=99999").status_code == 404


def test_a_file_whose_bytes_are_gone_has_no_wizard(client: Client, steward: User, settings: Settings) -> None:
    batch = waiting(TABLE, steward)
    (Path(settings.FILES_FOLDER) / batch.file.path).unlink()
    assert client.get(address(batch)).status_code == 404


@pytest.mark.parametrize(
    "answers",
    [
        {"skip_rows": "viele", "header_rows": "0"},
        {"delimiter": "", "encoding": "klingonisch", "decimal": "x"},
        {"division": "", "type": "irgendwas", "day": "99"},
        {"pad": "100", "pinned": "gestern", "key": "Ä Ö"},
        {"role-0": "spread", "role-1": "value", "role-2": "measure", "scale-3": "viel"},
        {"period_from": "file_name", "period_value": "(", "role-2": ""},
        {f"measure-{n}": "\x00" * 10 for n in range(5)},
    ],
)
def test_whatever_is_answered_becomes_a_page_and_no_fault(
    client: Client, steward: User, answers: dict[str, str]
) -> None:
    batch = waiting(TABLE, steward)
    data = fields(client, batch)
    look(client, batch, data, **answers)
    assert save(client, batch, data, **answers).status_code in (302, 422)


@pytest.mark.parametrize("content", ["", "Nur ein Wort", "a;b\n", '{"Status": {"Code": 1}}', "\x00"])
def test_files_with_nothing_in_them_have_a_page_too(client: Client, steward: User, content: str) -> None:
    batch = waiting(content, steward)
    assert client.get(address(batch)).status_code == 200


def test_a_profile_made_here_is_one_the_command_line_takes(client: Client, steward: User, tmp_path: Any) -> None:
    batch = waiting(SPREAD, steward)
    save(client, batch, fields(client, batch), spread_measure="EW", key="jahre")
    path = tmp_path / "jahre.yaml"
    path.write_bytes(client.get("/profile/jahre/1.yaml").content)
    assert load_profile(path.read_text()) == load_profile(Profile.objects.get(key="jahre").spec)
    assert command("load_profiles", path).code == 0
