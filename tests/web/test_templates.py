"""Every page draws with the contexts of the views, in both languages, and keeps the rules of the house."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.web import sample_deliveries, sample_pages, samples

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))


class Upload(forms.Form):
    profile = forms.ChoiceField(choices=[("a", "A")])
    file = forms.FileField()
    period = forms.CharField(required=False)
    note = forms.CharField(required=False)


class Login(forms.Form):
    username = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)


class Person:
    is_authenticated = True

    def get_username(self):
        return "planning"


PAGES = {
    "typology map": ("indicators/map.html", lambda: samples.map_page("typology")),
    "indicator map": ("indicators/map.html", lambda: samples.map_page("indicator")),
    "empty map": ("indicators/map.html", samples.empty_map),
    "table": ("indicators/table.html", sample_pages.table_page),
    "empty table": ("indicators/table.html", samples.empty_map),
    "area": ("indicators/area.html", sample_pages.area_page),
    "area without class": ("indicators/area.html", lambda: sample_pages.area_page(included=False)),
    "indicators": ("indicators/indicators.html", sample_pages.indicators_page),
    "no indicators": ("indicators/indicators.html", dict),
    "indicator": ("indicators/indicator.html", sample_pages.indicator_page),
    "deliveries": ("imports/deliveries.html", sample_deliveries.deliveries_page),
    "no deliveries": ("imports/deliveries.html", lambda: {"batches": [], "may_import": False}),
    "overdue deliveries": (
        "imports/deliveries.html",
        lambda: {
            **sample_deliveries.deliveries_page(),
            "overdue": {"count": 2, "names": ["Bürgeramt (2024)"], "more": 1, "url": "/lieferungen/kalender/"},
        },
    ),
    "calendar": ("imports/calendar.html", sample_deliveries.calendar_page),
    "empty calendar": ("imports/calendar.html", dict),
    "new expectation": ("imports/expectation.html", lambda: {"form": Upload()}),
    "changed expectation": ("imports/expectation.html", lambda: {"form": Upload({}), "expectation": "1"}),
    "upload": ("imports/upload.html", lambda: {"form": Upload(), "max_bytes": 2**20}),
    "rejected upload": ("imports/upload.html", lambda: {"form": Upload({})}),
    **{
        f"{state} delivery": ("imports/delivery.html", lambda state=state: sample_deliveries.delivery_page(state))
        for state in sample_deliveries.STATES
    },
    "received delivery": ("imports/delivery.html", sample_deliveries.received_page),
    "profiles": ("imports/profiles.html", sample_deliveries.profiles_page),
    "no profiles": ("imports/profiles.html", dict),
    "profile": ("imports/profile.html", sample_deliveries.profile_page),
    "wrong profile": ("imports/profile.html", lambda: sample_deliveries.profile_page(wrong=True)),
    "profile as text": ("imports/profile_text.html", lambda: sample_deliveries.profile_page(wrong=True)),
    **{
        f"{kind} wizard": ("imports/wizard.html", lambda kind=kind: sample_deliveries.wizard_page(kind))
        for kind in ("table", "flat", "export", "text")
    },
    "login": ("entrance/login.html", lambda: {"form": Login()}),
    "refused login": ("entrance/login.html", lambda: {"form": Login({})}),
    "error": ("error.html", sample_deliveries.error_page),
}


class Reader(HTMLParser):
    """Collects what the rules below ask about."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.scripts = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def of(self, *tags):
        return [attributes for tag, attributes in self.elements if tag in tags]


def render(name, language="de", **more):
    template, context = PAGES[name]
    frame = {"site": samples.site(language), "nav": samples.nav("/"), "user": Person()}
    return render_to_string(template, {**frame, **context(), **more}, request=RequestFactory().get("/"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_sound(name, language):
    text = render(name, language)
    page = Reader(text)
    assert [attributes["lang"] for attributes in page.of("html")] == [language]
    assert len(page.of("h1")) == 1
    assert len(page.of("main")) == 1
    ids = Counter(attributes["id"] for _, attributes in page.elements if attributes.get("id"))
    assert [key for key, count in ids.items() if count > 1] == []
    pointed = [
        attributes[key]
        for _, attributes in page.elements
        for key in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form")
        if key in attributes
    ]
    assert [target for value in pointed for target in value.split() if target not in ids] == []
    inside = [attributes["href"][1:] for attributes in page.of("a") if attributes.get("href", "").startswith("#")]
    assert [target for target in inside if target not in ids] == []
    assert "fictional" in text or "erfundene" in text


@pytest.mark.parametrize("name", PAGES)
def test_no_page_needs_an_exception_from_the_content_security_policy(name):
    page = Reader(render(name))
    for tag, attributes in page.elements:
        assert "style" not in attributes, tag
        assert not [key for key in attributes if key.startswith(("on", "hx-on"))], tag
        for key in ("src", "href", "action"):
            elsewhere = re.match(r"(?:https?:)?//", attributes.get(key) or "")
            # A link is followed by a person only; where it leads is not told where they came from.
            assert not elsewhere or (tag == "a" and "noreferrer" in attributes["rel"]), (tag, attributes)
    assert not page.of("style")
    assert all("src" in attributes or attributes.get("type") == "application/json" for attributes in page.of("script"))


@pytest.mark.parametrize("name", PAGES)
def test_every_form_that_changes_something_carries_its_token(name):
    text = render(name)
    posts = re.findall(r"<form[^>]*method=\"post\".*?</form>", text, flags=re.S)
    assert all("csrfmiddlewaretoken" in form for form in posts)


@pytest.mark.parametrize("name", PAGES)
def test_fields_and_buttons_have_names(name):
    text = render(name)
    page = Reader(text)
    labelled = {attributes["for"] for attributes in page.of("label")}
    for attributes in page.of("input", "select", "textarea"):
        if attributes.get("type") != "hidden":
            assert attributes.get("aria-label") or attributes.get("id") in labelled, attributes
    for button in re.findall(r"<button.*?</button>", text, flags=re.S):
        assert re.sub(r"<[^>]*>", "", button).strip(), button


def test_the_page_and_its_changing_part_show_the_same():
    request = RequestFactory().get("/")
    request.htmx = True
    frame = {"site": samples.site(), "nav": [], "user": Person()}
    part = render_to_string("indicators/_map_result.html", {**frame, **samples.map_page("indicator")}, request=request)
    whole = render("indicator map")
    assert 'hx-swap-oob="true"' in part
    assert 'hx-swap-oob="true"' not in whole
    codes = re.compile(r'data-code="(\d+)"')
    assert codes.findall(part) == codes.findall(whole) == [samples.code(i) for i in range(len(samples.NAMES))]


def test_missing_and_suppressed_have_legend_entries_of_their_own():
    for name in ("typology map", "indicator map"):
        text = render(name)
        assert 'data-key="missing"' in text
        assert 'data-key="suppressed"' in text


def test_suppressed_cells_of_the_table_have_no_number_to_sort_by():
    row = re.search(r'<td class="code">012</td>.*?</tr>', render("table"), flags=re.S).group()
    values = re.findall(r'data-value="([^"]*)"', row)
    assert values == ["5507"]  # the population, not the suppressed rate
    assert 'data-status="suppressed"' in row


def test_the_sheet_beside_the_map_is_the_area_page_in_short():
    sheet = render_to_string("indicators/_area_sheet.html", sample_pages.area_page())
    assert "Käferbruch" in sheet
    assert "<main" not in sheet
    assert "data-sheet-title" in sheet


def test_nothing_can_be_published_before_the_notices_are_ticked():
    text = render("ready delivery")
    assert re.search(r'<input type="checkbox" name="notice"[^>]*required', text)
    assert 'value="publish"' in text
    assert 'value="publish"' not in render("refused delivery")


def test_progress_asks_again_only_while_it_runs():
    assert 'hx-trigger="every 1s"' in render("working delivery")
    assert "hx-trigger" not in render("ready delivery")


def test_the_demo_banner_names_the_city_and_only_there():
    assert "demo-banner" in render("table")
    assert "demo-banner" not in render("table", site={**samples.site(), "demo": False})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_their_budget_and_have_no_bare_words(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    text = re.sub(r"{% block (?:kind|main_class) %}.*?{% endblock.*?%}", "", text)  # class names
    bare = re.sub(
        r"{%\s*blocktranslate.*?endblocktranslate\s*%}|{%.*?%}|{{.*?}}|{#.*?#}|<kbd>.*?</kbd>|<[^>]*>",
        " ",
        text,
        flags=re.S,
    )
    assert re.findall(r"[A-Za-zÄÖÜäöüß]{2,}", bare.replace("Sozialmonitor", "").replace("DOCTYPE", "")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_keep_their_budget_and_run_no_text(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 300
    assert not re.search(r"\beval\(|new Function|innerHTML\s*=|insertAdjacentHTML|document\.write|https?://", text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_style_sheets_keep_their_budget_and_fetch_nothing(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 600
    assert not re.search(r"@import|url\(", text)
