import pytest

from sozialmonitor.demo.scale import Scale


def test_the_demo_city_has_the_size_of_a_city_of_300_000() -> None:
    scale = Scale()
    assert (scale.stadtbezirke, scale.stadtteile, scale.statistische, scale.blocks) == (17, 40, 80, 1500)
    assert scale.year_list == tuple(range(2015, 2025))


@pytest.mark.parametrize(
    "wrong",
    [
        {"stadtteile": 0},
        {"years": 0},
        {"stadtbezirke": 41},
        {"statistische": 30},
        {"blocks": 100},
        {"stadtteile": 200, "statistische": 400, "blocks": 9000},
        {"statistische": 400, "blocks": 9000},
    ],
)
def test_a_city_that_cannot_be_coded_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"must|needs|fit"):
        Scale(**wrong)
