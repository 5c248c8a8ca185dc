"""docs/security-asvs.md answers every requirement once, in fixed words, and names only proofs that exist."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from tests.repository.test_house import ROOT

# Section of OWASP ASVS 5.0.0 → how many requirements of the levels 1 and 2 it has; in each they are counted from 1.
SECTIONS: Final = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
NUMBERS: Final = [f"{section}.{one}" for section, count in SECTIONS.items() for one in range(1, count + 1)]
STATUS: Final = {"met", "partly", "open", "operator", "not applicable"}
TABLE: Final = ROOT / "docs" / "security-asvs.md"


@dataclass(frozen=True)
class Row:
    number: str
    asked: str
    status: str
    how: str
    proof: str

    @property
    def proofs(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.proof)


def rows() -> Iterator[Row]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if re.match(r"\| \d", line):
            yield Row(*(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")))


def test_every_requirement_is_answered_once_and_in_order() -> None:
    assert len(NUMBERS) == 253
    assert [row.number for row in rows()] == NUMBERS


def test_the_words_of_the_status_are_fixed_and_explained() -> None:
    assert {row.number: row.status for row in rows() if row.status not in STATUS} == {}
    explained = set(re.findall(r"^\| ([a-z ]+) \| [a-z]", TABLE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert explained - {"status", "number"} == STATUS


def test_no_answer_is_empty() -> None:
    assert [row.number for row in rows() if not row.asked or not row.how] == []
    assert [row.number for row in rows() if row.status == "met" and not row.proofs] == []


def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", [row for row in rows() if row.proofs], ids=lambda row: row.number)
def test_each_proof_exists(row: Row) -> None:
    for proof in row.proofs:
        path, _colons, name = proof.partition("::")
        assert path.startswith(("tests/", "docs/")), proof
        assert (ROOT / path).is_file(), proof
        assert not name or (name.startswith("test_") and name in functions(path)), proof


def test_the_page_leads_to_the_table_and_back() -> None:
    assert "(security-asvs.md)" in (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert "(security.md)" in TABLE.read_text(encoding="utf-8")
