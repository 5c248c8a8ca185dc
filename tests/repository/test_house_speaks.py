"""Where the program speaks for the house and not for the person: a short list, each with its reason in the code."""

import ast
from pathlib import Path

from django.core.management import get_commands, load_command_class

from sozialmonitor.access.commands import OperatorCommand

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sozialmonitor", "districts", "indicators", "imports")
HOUSE = {
    "imports/actions/people.py",  # all batches of the same bytes, whoever brought them
    "imports/actions/receiving.py",  # the books about files
    "indicators/actions/runs.py",  # what a class is computed from
    "indicators/queries/blocks.py",  # the ground of a correspondence
    "indicators/queries/conversion.py",  # the figures converted ones come from
    "sozialmonitor/access/commands.py",  # whoever may run a command may everything
    "sozialmonitor/entrance/actions.py",  # a link or the provider speaks, and names the account
    "sozialmonitor/entrance/backend.py",  # before it is known who logs in
    "sozialmonitor/entrance/oidc.py",  # an account made at the provider's word
    "sozialmonitor/entrance/views/factors.py",  # between the two steps of a login
    "sozialmonitor/celery.py",  # the books about work
}
READING = {
    "indicators/actions/again.py",
    "indicators/actions/deliveries.py",
    "indicators/queries/difference.py",
    "indicators/queries/values.py",
}


def calls(name: str) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                    found.setdefault(path.relative_to(ROOT).as_posix(), []).append(node)
    return found


def test_the_house_speaks_in_these_places_alone() -> None:
    house = {
        path
        for path, made in calls("acting_for").items()
        if any(isinstance(one.args[0], ast.Constant) and one.args[0].value is None for one in made)
    }
    assert house == HOUSE


def test_figures_are_opened_in_these_places_alone() -> None:
    assert set(calls("reading")) == READING


def test_every_command_of_ours_speaks_for_the_house() -> None:
    ours = {name: app for name, app in get_commands().items() if str(app).split(".")[0] in PACKAGES}
    assert len(ours) > 10
    assert [name for name, app in ours.items() if not isinstance(load_command_class(app, name), OperatorCommand)] == []
