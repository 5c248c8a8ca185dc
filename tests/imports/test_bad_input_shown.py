"""Every bad file through the upload page and the command: said in the reader's language, with place and remedy."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.utils.translation import override

from imports.actions.checking import check_batch
from imports.messages import said
from imports.models import Batch, Problem, Profile, SourceFile
from imports.presenters.findings import place
from sozialmonitor.access.models import User
from tests.imports.browsing import browser, page, upload
from tests.imports.test_bad_input import CELLS, FILES
from tests.imports.uploads import csv, figures, nothing_stored, profile
from tests.world import World, command

SIXTEEN = csv(figures()).decode("cp1252").encode("utf-16")
# name: content, rule; what is seldom sent by accident beside what is
BAD = {name: (content, rule) for name, (content, rule, *_) in {**FILES, **CELLS}.items()} | {
    "quotes a hundred deep": (csv([]) + b'01;"' + b'""' * 100 + b";2023;1;1\r\n", "broken_quotes"),
    "a number of 400 digits": (csv([["01", "", 2023, "9" * 400, 1]]), "unknown_word"),
    "not a number": (csv([["01", "", 2023, "NaN", "Infinity"]]), "unknown_word"),
    "a formula": (csv([["01", "", 2023, "=1+1", 1]]), "formula_without_value"),
    "markup": (csv([["<b>01</b>", "<script>x</script>", 2023, "<img src=x>", 1]]), "unknown_word"),
    "a day that is none": (csv([["01", "", "2023-02-30", 1, 1]]), "period_unreadable"),
    "UTF-16 cut in the middle of a letter": (SIXTEEN[:-1], "undecodable"),
}


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def parts(problem: Problem) -> list[str]:
    told = said(problem.rule, problem.value, problem.params)
    return [" ".join(part.split()) for part in (place(problem), told.text, told.hint)]


def first(rule: str) -> Problem:
    found = Problem.objects.filter(rule=rule).first()
    assert found is not None, list(Problem.objects.values_list("rule", flat=True))
    return found


@pytest.mark.parametrize("name", BAD)
def test_the_page_says_what_is_wrong_where_and_what_to_do(steward: User, name: str) -> None:
    content, rule = BAD[name]
    assert upload(browser(steward), content, profile()).status_code == 302
    batch = check_batch(Batch.objects.get().pk)
    assert batch is not None
    assert (batch.state, batch.fault, batch.delivery) == (Batch.State.REFUSED, "", None)
    assert nothing_stored()
    for language in ("de", "en"):
        html = page(browser(steward, language), batch).content.decode()
        with override(language):
            assert [part for part in parts(first(rule)) if part not in plain(html)] == []
        assert "<script>x" not in html
        assert "<img src=x" not in html


@pytest.mark.parametrize("end", ["befunde.csv", "zurueckgewiesen.csv"])
def test_no_list_of_findings_is_a_sheet_that_computes(steward: User, end: str) -> None:
    upload(browser(steward), csv([["=1+1", "@x", 2023, "+1+1", "-2+3"], ["01", '"=1', 2023, "=2", 1]]), profile())
    batch = check_batch(Batch.objects.get().pk)
    assert batch is not None
    lines = b"".join(browser(steward).get(f"/lieferungen/{batch.pk}/{end}")).decode("utf-8-sig")
    assert "'=1+1" in lines
    assert not re.search(r'(^|;)"?[=@+]', lines, flags=re.MULTILINE)


@pytest.mark.parametrize("name", BAD)
def test_the_command_says_it_too_and_a_dry_run_leaves_nothing(
    world: World, files_folder: Path, tmp_path: Path, name: str
) -> None:
    content, rule = BAD[name]
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    stored = profile()
    ran = command("import_file", file, "--profile", stored.key)
    assert ran.code == 1, ran
    assert "Dry run" in ran.out
    assert not any(model.objects.exists() for model in (Batch, SourceFile, Problem))
    assert [path for path in files_folder.rglob("*") if path.is_file()] == []
    for language in ("de", "en"):
        with override(language):
            ran = command("import_file", file, "--profile", stored.key, "--publish")
            assert ran.code == 1, ran
            assert [part for part in parts(first(rule)) if part not in " ".join(ran.out.split())] == []
    assert nothing_stored()
    assert Profile.objects.count() == 1
