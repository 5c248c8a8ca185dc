"""The rules of axe on every page in every state: none is broken."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import People
from tests.browser.tour import Stop, tour

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
AXE = Axe()


# Each two of language, colours and width meet once; all three need not.
@pytest.mark.parametrize(
    ("language", "colours", "size"),
    [("de", "light", WIDE), ("en", "light", NARROW), ("de", "dark", NARROW), ("en", "dark", WIDE)],
    ids=["german-light-wide", "english-light-narrow", "german-dark-narrow", "english-dark-wide"],
)
def test_no_accessibility_rule_is_broken(
    people: People, stops: list[Stop], language: str, colours: str, size: dict[str, int]
) -> None:
    broken = []
    for stop, page in tour(people, stops, language, color_scheme=colours, viewport=size):
        assert page.locator("html").get_attribute("lang") == (stop.language or language)
        complaints = people.watch(page).complaints
        assert complaints == []
        for rule in AXE.run(page).response["violations"]:
            broken.append(f"{stop.name}: {rule['id']}: {[node['target'] for node in rule['nodes'][:3]]}")
        complaints.clear()  # axe tries a style that the policy forbids
    assert broken == []
