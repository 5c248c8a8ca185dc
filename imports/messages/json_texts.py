"""The sentences about JSON files that hold records."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sozialmonitor.web.wording import Sentences

JSON: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "not_json": (
        _("This is no JSON file."),
        _("Please choose a profile for tables, or upload the JSON file."),
    ),
    "json_broken": (
        _("The JSON is not complete or broken here (%(fault)s)."),
        _("Please download the file once more and compare its size with the original."),
    ),
    "json_key_twice": (
        _("The name “%(value)s” stands twice in the same place; one of the two would be lost."),
        _("Please have the file exported again; neither is chosen."),
    ),
    "json_path_missing": (
        (_("There is nothing at “%(value)s”: “%(step)s” is missing."), _("There is: %(found)s.")),
        _("Please correct path under records in the profile."),
    ),
    "json_not_an_object": (
        _("Here the profile expects names with something below them (%(value)s)."),
        _("Please correct levels under records in the profile."),
    ),
    "json_not_a_list": (
        _("Here the profile expects a list of records, and there is none (%(value)s)."),
        _("Please correct path and levels under records in the profile."),
    ),
    "json_not_a_record": (
        _("“%(value)s” is no record with names and values."),
        _("Please correct path and levels under records in the profile, or have the file exported again."),
    ),
    "json_letters": (
        _("“%(value)s” holds signs that are no letters."),
        _("Please have the file exported again from its source as UTF-8."),
    ),
}

JSON_PROFILE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "only_records": (
        _("“%(value)s” is for JSON files only."),
        _("Please remove it, or use the parser records."),
    ),
}
