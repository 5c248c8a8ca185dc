"""What the template tags write."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django import forms
from django.template import Context, Template

from sozialmonitor.web import palette

pytestmark = pytest.mark.usefixtures("english")


def drawn(source, **context):
    return Template("{% load figures forms %}" + source).render(Context(context))


def test_a_plain_figure_is_plain_text():
    assert drawn("{% figure 1234.5 'ok' '%' 1 %}") == "1,234.5\u202f%"


def test_a_figure_that_is_not_there_has_a_sign_and_words():
    text = drawn("{% figure value 'suppressed' %}", value=3.0)
    assert "3" not in text
    root = ElementTree.fromstring(text)
    sign, words = list(root)
    assert (sign.text, sign.get("aria-hidden")) == ("·", "true")
    assert words.text == root.get("title") == "suppressed, because the number is small"


def test_a_figure_with_a_reservation_carries_a_mark_and_words():
    root = ElementTree.fromstring(drawn("{% figure 7 'provisional' flags=flags %}", flags={"limited"}))
    assert root.text == "(7)"
    assert root.find("sup").text == "p"
    assert "provisional, limited reliability" in "".join(root.itertext())


def test_words_of_a_view_are_escaped():
    assert "<b>" not in drawn("{% status_text text 'missing' words %}", text="<b>", words="<b>")


def test_filters_for_numbers_days_and_sizes():
    values = {"none": None, "when": date(2023, 12, 31), "start": date(2023, 1, 1)}
    assert drawn(
        "{{ 12190|number }} {{ none|number }} {{ when|day }}{{ none|day }} {{ 2048|size }} {% period start when %}",
        **values,
    ) == ("12,190 – 31 Dec 2023 2.0\u202fkB 2023")
    assert drawn("{{ 'missing'|status_label }}") == "no data"


def test_a_swatch_shows_its_class_and_its_pattern():
    plain = ElementTree.fromstring(drawn("{% swatch 'k2of5' %}")).find("rect")
    assert (plain.get("class"), plain.get("fill")) == ("area k2of5", None)
    assert (
        ElementTree.fromstring(drawn("{% swatch 's1of4 worse' %}")).find("rect").get("fill") == "url(#fill-s1of4-worse)"
    )


def test_patterns_are_written_once_for_what_needs_them():
    legend = [{"css": "s1of4 worse"}, {"css": "s1of4 worse"}, {"css": "s1of4 same"}, {"css": "k1of5"}]
    root = ElementTree.fromstring(drawn("{% fill_patterns legend %}", legend=legend))
    assert [pattern.get("id") for pattern in root.iter("pattern")] == [
        "fill-excluded",
        "fill-missing",
        "fill-s1of4-worse",
        "fill-suppressed",
    ]
    assert {palette.pattern(css).id for css in ("missing", "suppressed", "excluded")} <= {
        pattern.get("id") for pattern in root.iter("pattern")
    }


def test_share_bars_are_relative_to_the_largest_entry():
    legend = [{"count": 10}, {"count": 5}, {"count": None}]
    assert 'width="50.0"' in drawn("{% share_bar 5 legend %}", legend=legend)
    assert 'width="0.0"' in drawn("{% share_bar 0 legend %}", legend=[{"count": 0}])


def test_rows_and_cells_that_do_not_match_are_an_error():
    assert (
        drawn("{% for a, b in first|zipped:second %}{{ a }}{{ b }} {% endfor %}", first="ab", second="12") == "a1 b2 "
    )
    with pytest.raises(ValueError, match="argument"):
        drawn("{{ first|zipped:second }}", first="ab", second="1")


def test_entries_outside_the_matrix_are_kept():
    legend, cells = [{"key": "1-1"}, {"key": "missing"}], [[{"key": "1-1"}]]
    assert (
        drawn("{% for entry in legend|outside:cells %}{{ entry.key }}{% endfor %}", legend=legend, cells=cells)
        == "missing"
    )


def test_htmx_is_told_to_keep_to_the_content_security_policy():
    text = drawn("{% htmx_config %}")
    assert "&quot;allowEval&quot;: false" in text
    assert "&quot;includeIndicatorStyles&quot;: false" in text


class Sample(forms.Form):
    profile = forms.ChoiceField(choices=[("a", "A")], help_text="How to read it.")
    note = forms.CharField(required=False)
    period = forms.CharField()


def test_a_field_names_its_hint_and_its_error():
    form = Sample({"profile": "b"})
    profile = drawn("{% field form.profile %}", form=form)
    assert 'aria-describedby="id_profile_helptext id_profile_error"' in profile
    assert 'id="id_profile_error" role="alert"' in profile
    assert 'aria-invalid="true"' in profile
    assert "kern-form-input__select-wrapper" in profile


def test_a_field_that_may_stay_empty_says_so():
    form = Sample()
    assert "optional" in drawn("{% field form.note %}", form=form)
    required = drawn("{% field form.period %}", form=form)
    assert "optional" not in required
    assert "aria-describedby" not in required
