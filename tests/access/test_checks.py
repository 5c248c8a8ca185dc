"""Django takes psycopg 3 before psycopg2 where both are installed; the program then refuses to start."""

import sys
from importlib.machinery import ModuleSpec

import psycopg2
import pytest
from django.core.checks import run_checks
from django.db import connection

from sozialmonitor.access.checks import PSYCOPG_3, only_psycopg2


def test_psycopg_3_is_not_here() -> None:
    assert only_psycopg2() == []
    assert connection.Database is psycopg2


def test_psycopg_3_would_stop_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    (tmp_path / "psycopg.py").write_text("")  # type: ignore[operator]
    monkeypatch.syspath_prepend(str(tmp_path))
    assert isinstance(sys.modules.get("psycopg", ModuleSpec("psycopg", None)), ModuleSpec)
    assert only_psycopg2() == [PSYCOPG_3]
    assert PSYCOPG_3 in run_checks()
