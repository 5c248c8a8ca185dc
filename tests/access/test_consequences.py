"""What a change of rights does to people, from rights before and after alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.access.consequences import EVERYBODY, Consequences, Person, Right, consequences

TODAY = date(2026, 3, 1)
SETS = {"kern": ["quote", "transfer"], "arbeit": ["quote", "arbeitslose"]}
ANNA = Person("anna", "Anna", frozenset({"arbeit"}))
BERND = Person("bernd", "Bernd", frozenset({"arbeit", "bildung"}))
CLARA = Person("clara", "Clara")


def opened(scope: str, key: str) -> list[tuple[str, str]]:
    return [("indicator", code) for code in SETS[key]] if scope == "set" else [(scope, key)]


def right(
    subject: str, key: str = "quote", *, permission: str = "view", scope: str = "indicator", **more: object
) -> Right:
    return Right(subject, permission, scope, key, **more)  # type: ignore[arg-type]


def compared(before: list[Right], after: list[Right], day: date = TODAY) -> Consequences:
    return consequences(before, after, [ANNA, BERND, CLARA], opened, day)


def effects(found: Consequences) -> list[tuple[str, str, str]]:
    return [(e.person.username, "+" if e.gains else "-", f"{e.permission} {e.key}") for e in found.effects]


def test_a_department_gains_and_each_of_its_people_does() -> None:
    found = compared([], [right("department:arbeit")])
    assert effects(found) == [("anna", "+", "view quote"), ("bernd", "+", "view quote")]
    assert found.unmoved == ()


def test_a_set_counts_as_what_is_in_it() -> None:
    found = compared([], [right("department:bildung", "kern", scope="set")])
    assert effects(found) == [("bernd", "+", "view quote"), ("bernd", "+", "view transfer")]


def test_who_has_it_otherwise_loses_nothing_and_is_named() -> None:
    kept = right("department:bildung", "kern", scope="set")
    found = compared([right("department:arbeit"), kept], [kept])
    assert effects(found) == [("anna", "-", "view quote")]
    assert [(one.person.username, one.gains, one.permission) for one in found.unmoved] == [("bernd", False, "view")]


def test_who_has_it_already_gains_nothing_and_is_named() -> None:
    everything = right("person:anna", "", scope="any")
    found = compared([everything], [everything, right("department:arbeit")])
    assert effects(found) == [("bernd", "+", "view quote")]
    assert [(one.person.username, one.gains) for one in found.unmoved] == [("anna", True)]


def test_one_right_replaced_by_the_same_of_a_role_moves_nobody() -> None:
    found = compared([right("department:arbeit")], [right("department:arbeit", role="leser")])
    assert found.effects == ()
    assert {one.person.username for one in found.unmoved} == {"anna", "bernd"}


def test_everybody_reaches_those_without_a_department() -> None:
    assert [name for name, *_ in effects(compared([], [right(EVERYBODY)]))] == ["anna", "bernd", "clara"]


def test_areas_that_are_new_are_told_and_those_that_are_not_are_not() -> None:
    one = right("person:clara", division="stadtteile", areas=("01",))
    two = right("person:clara", division="stadtteile", areas=("01", "02"))
    (gained,) = compared([one], [one, two]).effects
    assert (gained.division, gained.areas) == ("stadtteile", ("02",))
    (lost,) = compared([one, two], [one]).effects
    assert (lost.gains, lost.areas) == (False, ("02",))
    whole = right("person:clara", division="stadtteile")
    (wide,) = compared([one], [one, whole]).effects
    assert (wide.division, wide.areas) == ("stadtteile", ())


def test_what_stays_open_in_a_division_is_told_with_the_loss() -> None:
    there = right("person:clara", division="stadtteile")
    (lost,) = compared([right("person:clara"), there], [there]).effects
    assert (lost.division, lost.still) == ("", ("stadtteile",))
    assert compared([right("person:clara"), there], [right("person:clara")]).effects == ()


def test_what_does_not_hold_on_the_day_changes_nothing_on_it() -> None:
    later = right("person:clara", valid_from=TODAY + timedelta(1))
    assert compared([], [later]) == Consequences(TODAY)
    assert effects(compared([], [later], TODAY + timedelta(1))) == [("clara", "+", "view quote")]
    over = right("person:clara", valid_until=TODAY - timedelta(1))
    assert compared([over], []) == Consequences(TODAY)


SUBJECTS = ("department:arbeit", "department:bildung", "person:clara", EVERYBODY)
THINGS = (("indicator", "quote"), ("indicator", "transfer"), ("set", "kern"), ("set", "arbeit"), ("any", ""))
rights = st.lists(
    st.builds(
        lambda subject, permission, thing, division: Right(subject, permission, *thing, division),
        st.sampled_from(SUBJECTS),
        st.sampled_from(("view", "download")),
        st.sampled_from(THINGS),
        st.sampled_from(("", "stadtteile")),
    ),
    max_size=6,
)


def may(held: list[Right], person: Person, permission: str, code: str, division: str) -> bool:
    """The slow obvious way."""
    return any(
        right.subject in person.subjects
        and right.permission == permission
        and right.division in ("", division)
        and (right.scope == "any" or ("indicator", code) in opened(right.scope, right.key))
        for right in held
    )


@given(before=rights, after=rights)
def test_every_gain_and_loss_of_an_indicator_is_told_and_none_is_invented(
    before: list[Right], after: list[Right]
) -> None:
    found = compared(before, after)
    told = {(e.person.username, e.gains, e.permission, e.key, e.division) for e in found.effects if e.scope != "any"}
    everything = {(e.person.username, e.gains, e.permission, e.division) for e in found.effects if e.scope == "any"}
    for person in (ANNA, BERND, CLARA):
        for permission in ("view", "download"):
            for code in ("quote", "transfer", "arbeitslose"):
                for division in ("", "stadtteile"):
                    was, will = (may(rights, person, permission, code, division) for rights in (before, after))
                    name = person.username
                    here = {(name, will, permission, code, d) for d in ("", division)} & told
                    wide = {(name, will, permission, d) for d in ("", division)} & everything
                    if was != will:
                        assert here or wide
                    if (name, True, permission, code, division) in told:
                        assert (was, will) == (False, True)
                    if (name, False, permission, code, division) in told:
                        assert (was, will) == (True, False)
