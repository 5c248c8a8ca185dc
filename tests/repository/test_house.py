"""The repository about itself: who may import whom, what every table and command must have."""

import ast
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TypeGuard

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

ROOT = Path(__file__).parents[2]
OWN = ("access", "web", "jobs", "trail", "districts", "indicators", "imports", "demo")
PURE = (
    "districts/opening",
    "districts/geometry",
    "districts/addressing",
    "districts/tables",
    "indicators/analysis",
    "imports/parsers",
    "imports/checks",
)
CONTRACT = {"import_areas", "load_catalogue", "import_file", "run_typology", "export_typology", "export_values"}
CONTRACT |= {"withdraw_delivery"}
# Tables that are parts of others and are never named to anybody.
NAMELESS = {
    "Likeness",
    "Outline",
    "Finding",
    "SetMember",
    "DeliveryScope",
    "Series",
    "StagedObservation",
    "Observation",
    "Result",
    "Problem",
    "Weight",
    "Relation",
    "Placement",
    "CatchmentBlock",
}


def own_models() -> list[type[models.Model]]:
    return [
        model
        for label in OWN
        for model in apps.get_app_config(label).get_models()
        if model.__module__ != "__fake__" and not hasattr(model, "pgh_tracked_model")  # tables of a package's making
    ]


def sources(*places: str) -> list[Path]:
    found = []
    for place in places:
        path = ROOT / place
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def test_imports_go_one_way() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 broken" in ran.stdout


@pytest.mark.parametrize("path", sources(*PURE), ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_packages_name_neither_django_nor_a_database(path: Path) -> None:
    """import-linter sees modules; this sees the words, also where an import hides in a function."""
    banned = re.compile(r"^\s*(?:from|import)\s+(django|psycopg2|celery|rest_framework|environ)\b", re.MULTILINE)
    assert banned.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_every_table_says_what_it_is(model: type[models.Model]) -> None:
    assert model.__str__ is not models.Model.__str__
    with translation.override("de"):  # in English a given name may well be the derived one
        derived = model._meta.verbose_name == camel_to_words(model.__name__)
    assert not derived or model.__name__ in NAMELESS | {"Membership", "Grant", "Delivery", "Edition", "Typology", "Run"}


def camel_to_words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_words_of_a_fixed_list_are_guarded_by_the_database(model: type[models.Model]) -> None:
    """A state or status that only Python checks is one SQL statement away from a word nobody knows."""
    guarded = " ".join(str(one.condition) for one in model._meta.constraints if isinstance(one, models.CheckConstraint))
    fields = {
        field.name
        for field in model._meta.local_fields
        if field.name in ("state", "status", "permission", "scope_kind")
    }
    assert {name for name in fields if name not in guarded} == set()


def test_keys_and_codes_stand_once() -> None:
    for model in own_models():
        for field in model._meta.local_fields:
            if field.name not in ("key", "code") or model.__name__ == "AuditEvent":
                continue
            together = any(
                isinstance(one, models.UniqueConstraint) and field.name in one.fields for one in model._meta.constraints
            )
            assert field.unique or together, f"{model.__name__}.{field.name}"


@pytest.mark.django_db
def test_migrations_have_names_that_say_what_they_do_and_no_two_heads() -> None:
    loader = MigrationLoader(None)
    names = [name for app, name in loader.disk_migrations if app in OWN]
    assert len(names) >= 6
    assert [name for name in names if re.search(r"_auto_|^\d+_[a-z]*\d", name)] == []
    assert loader.detect_conflicts() == {}


def commands() -> set[str]:
    return {name for name, app in get_commands().items() if app.removeprefix("sozialmonitor.") in OWN}


def documented() -> dict[str, set[str]]:
    """Commands of the chapter on management commands, each with the options it is said to have."""
    text = (ROOT / "docs" / "interface.md").read_text(encoding="utf-8")
    chapter = text.partition("## Management commands")[2].partition("\n## ")[0]
    spans = re.findall(r"`([a-z]+_[a-z_]+)\b([^`]*)`", chapter)
    return {name: set(re.findall(r"--[a-z][a-z-]*", options)) for name, options in spans}


def test_the_commands_of_the_contract_exist() -> None:
    assert commands() >= CONTRACT


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    assert commands() - set(documented()) == set()
    assert {name for name in documented() if name not in get_commands()} == set()


@pytest.mark.parametrize("name", sorted(commands()))
def test_options_of_a_command_are_the_documented_ones(name: str) -> None:
    base = BaseCommand().create_parser("manage.py", "base")
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    everywhere = {option for action in base._actions for option in action.option_strings}
    real = {option for action in parser._actions for option in action.option_strings} - everywhere
    assert documented()[name] == real


def test_psycopg_3_is_not_importable() -> None:
    assert find_spec("psycopg") is None
    assert find_spec("psycopg2") is not None


def test_every_page_has_a_name() -> None:
    """Pages are found by name: menus, redirects and tests depend on it."""

    def unnamed(resolver: URLResolver) -> list[str]:
        found = []
        for part in resolver.url_patterns:
            if isinstance(part, URLPattern):
                found += [] if part.name else [str(part.pattern)]
            elif str(part.pattern) != "verwaltung/":
                found += unnamed(part)
        return found

    assert unnamed(get_resolver()) == []


@pytest.mark.parametrize("package", ["sozialmonitor", "districts", "indicators", "imports"])
def test_files_stay_short(package: str) -> None:
    long = {str(path.relative_to(ROOT)): lines for path in sources(package) if (lines := count_lines(path)) > 300}
    assert long == {}


# Lines a function may have, by the file it stands in; elsewhere LONGEST.
LONGEST = 40
SHORTER = {"views.py": 25, "api.py": 25, "tasks.py": 10}


@pytest.mark.parametrize("package", ["sozialmonitor", "districts", "indicators", "imports"])
def test_functions_stay_short_and_no_import_hides_in_one(package: str) -> None:
    """An import inside a function is how a circle gets past the import rules."""
    long, hidden = [], []
    for path in sources(package):
        room = path.parent.name
        most = SHORTER.get(f"{room}.py" if room in ("api", "views") else path.name, LONGEST)
        for function in (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if is_function(node)):
            place = f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
            long += [place] if (function.end_lineno or 0) - function.lineno >= most else []
            hidden += [place for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert (long, hidden) == ([], [])


def is_function(node: ast.AST) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
