"""Table exports without a profile: what is recognised, which profile fits, what a new one could say."""

import pytest

from imports.parsers.profiles.loading import load_profile
from imports.parsers.recognising.fitting import fit
from imports.parsers.recognising.genesis_survey import survey
from imports.parsers.recognising.recognise import recognise
from tests.realdata.genesis_exports import ALL, FORMATS, PROFILES, profile_of, read
from tests.realdata.places import needs

pytestmark = needs("formats")


@pytest.mark.parametrize("name", [name for name, (_, figures, _) in ALL.items() if figures])
def test_what_the_survey_proposes_is_what_the_shipped_profile_says(name: str) -> None:
    if not (FORMATS / name).exists():
        pytest.skip(f"{name} is not among the real files here")
    with (FORMATS / name).open("rb") as stream:
        found, _problems = survey(stream)
    profile = profile_of(name)
    assert found is not None
    assert profile.genesis is not None
    ours, proposed = profile.genesis, found.part
    assert (proposed.above, proposed.head) == (ours.above, ours.head)
    assert proposed.rows == ours.rows
    keys = {ours.key(path) for path in found.paths}
    assert {ours.key(key) for key in profile.columns} <= keys
    assert set(found.signs) >= set(read(name).facts["symbols"])


@pytest.mark.parametrize("name", ALL)
def test_each_file_is_recognised_and_one_profile_fits(name: str) -> None:
    """Even where the file has lost the code of its table; none fits a file that is refused."""
    if not (FORMATS / name).exists():
        pytest.skip(f"{name} is not among the real files here")
    with (FORMATS / name).open("rb") as stream:
        found = recognise(stream, "delivery")[0]
    profiles = [load_profile(path.read_bytes()) for path in sorted(PROFILES.glob("*.yaml"))]
    key, figures, _findings = ALL[name]
    fitting = [profile.profile for profile in profiles if fit(profile, found).whole]
    assert fitting == ([f"genesis-table-{key}"] if figures else [])
    assert found.layout == ("genesis-table" if figures else "table" if name.endswith("xlsx") else "")
