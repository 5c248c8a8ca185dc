"""The sentences about files with areas and about the areas in them. A test holds them against `geometry.rules`."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sozialmonitor.web.wording import Sentences

REFUSALS: Final[dict[str, Sentences]] = {
    "file-missing": _("There is no file %(file)s."),
    "file-empty": _("%(file)s is empty."),
    "file-too-large": _("%(file)s is %(size)s large; up to %(limit)s are read."),
    "file-broken": (_("%(file)s cannot be read; it is probably damaged."), _("The reader says: %(said)s")),
    "lfs-pointer": (
        _("%(file)s only points to a file kept elsewhere (Git LFS)."),
        _("The file itself has %(size)s."),
    ),
    "html-instead-of-file": (
        _("%(file)s is a web page and no file with areas."),
        _("Its title is “%(title)s”."),
    ),
    "service-error": _("%(file)s holds no areas but the error message of a map service: %(said)s"),
    "not-geometry": (
        _("%(file)s is no file with areas."),
        _("It was recognised as: %(found)s."),
        _("It begins with “%(start)s”."),
    ),
    "format-unsupported": _("%(file)s is in a format that is not read here: %(found)s."),
    "json-broken": _("%(file)s is no valid JSON: line %(line)s, column %(column)s (%(said)s)."),
    "xml-entities": _("%(file)s brings definitions of its own (DOCTYPE or ENTITY). These are not read, for safety."),
    "archive-broken": (_("The ZIP %(file)s is damaged."), _("The reader says: %(said)s")),
    "archive-empty": _("The ZIP %(file)s is empty."),
    "archive-encrypted": _("“%(member)s” in the ZIP %(file)s is protected by a password."),
    "archive-path": _("The ZIP %(file)s holds a path that leads out of its folder: “%(member)s”."),
    "archive-too-large": _(
        "The ZIP %(file)s would unpack to %(size)s (files inside: %(members)s); up to %(limit)s are read."
    ),
    "archive-doubled": _("The ZIP %(file)s holds “%(member)s” more than once."),
    "shapefile-incomplete": _("The Shapefile %(file)s is incomplete. Missing: %(missing)s."),
    "several-layers": _("%(file)s holds several layers: %(layers)s."),
    "layer-unknown": _("%(file)s has no layer “%(layer)s”. It has: %(layers)s."),
    "no-features": _("%(file)s holds no areas: it has no entries."),
    "too-many-features": _("The file has %(count)s entries; up to %(limit)s are read."),
    "not-areas": (_("The file holds no areas (entries: %(count)s)."), _("It holds: %(types)s.")),
    "field-unknown": _("There is no field “%(field)s” for %(role)s."),
    "code-field-missing": (
        _("It is not clear which field holds the codes of the areas."),
        _("Possible would be: %(possible)s."),
    ),
    "code-is-decimal": _(
        "The codes in the field “%(field)s” are decimal numbers (%(values)s): zeros and digits may be lost."
    ),
    "text-too-long": _(
        "“%(value)s” (field “%(field)s”, entry %(row)s) has %(length)s letters; up to %(most)s are kept."
    ),
    "encoding-contradicted": _(
        "“%(value)s” in the field “%(field)s” does not fit the encoding %(encoding)s (%(origin)s)."
    ),
    "mojibake": _("“%(value)s” (field “%(field)s”, entry %(row)s) has damaged letters: it was read as %(encoding)s."),
    "crs-missing": (
        _("The file does not say in which coordinate system it is."),
        _("The first point is %(first_point)s."),
        "%(looks_like)s",
    ),
    "crs-unreadable": _("“%(stated)s” (%(origin)s) is no coordinate system that is known here."),
    "crs-contradicted": (
        _("In the coordinate system %(stated)s (%(origin)s) the areas do not lie in Germany."),
        _("The first point is %(first_point)s."),
        "%(looks_like)s",
    ),
}

# What to do about a refused file (keys as in `geometry.rules.HINTS`) or about a finding.
HINTS: Final[dict[str, Sentences]] = {
    "check-path": _("Please check the folder and the name of the file."),
    "send-again": _("Please have the file exported and sent once more; compare its size with the original."),
    "smaller-file": _("Please send only the areas of the city, without further layers and fields."),
    "fetch-lfs": _("Please fetch the file itself (git lfs pull) or download it from the page of its source."),
    "download-again": _("Please download the file again and open it once before you import it."),
    "use-known-format": _("Please send the areas as GeoPackage, GeoJSON, KML or Shapefile, also in a ZIP."),
    "zip-again": _("Please pack the file again, without a password and without folders."),
    "zip-all-parts": _("Please pack all parts of the Shapefile into one ZIP: .shp, .shx, .dbf, .prj and .cpg."),
    "choose-layer": _("Please name the layer that is meant (option --layer): %(layers)s."),
    "choose-code-field": _("Please name the field with the codes (option --code-field). The file has: %(fields)s."),
    "choose-field": _("Please name one of the fields of the file: %(fields)s."),
    "make-text-column": _("Please have the codes exported as a text column, or name another field: %(fields)s."),
    "fix-cpg": (
        _("Please correct the .cpg file beside the .shp file, or have the file exported again in UTF-8."),
        _("Probably right is: %(better)s."),
    ),
    "export-utf8": _("Please have the file exported again from its source in UTF-8, best as GeoPackage."),
    "give-crs": (
        _("Please name the coordinate system (option --crs)."),
        _("Possible are: %(candidates)s."),
    ),
    "export-with-fields": _(
        "The entries have no fields at all: please have the areas exported with their codes and names."
    ),
    "export-with-crs": _("Please have the file exported again with its coordinate system, best as GeoPackage."),
    "export-x-before-y": (
        _("Please have the file exported again with east before north (x before y)."),
        _("Or say that north comes first (option --swap-axes)."),
        _("Then possible are: %(candidates)s."),
    ),
    "send-polygons": _("Please send areas (polygons), not points or lines."),
    "ask-codes": _("Please have the codes corrected where the file comes from: each area needs one of its own."),
    "ask-names": _("Please have the names added where the file comes from; until then the code stands in their place."),
    "check-zeros": _("Please check that no leading zero is lost, or have the codes exported as text."),
    "correct-shape": _("Please have the shape corrected where the file comes from, then import the file again."),
    "correct-or-leave-out": (
        _("Please have the shape corrected where the file comes from, then import the file again."),
        _("If the entry is no area, leave it out. In the command: --leave-out %(entry)s."),
    ),
    "look-at-border": _("Please look at this place and have the borders corrected where the file comes from."),
    "leave-out-total": (
        _("Please leave this entry out: it would count every inhabitant twice."),
        _("In the command: --leave-out %(entry)s."),
    ),
    "check-far": _("Please check whether this area belongs to the city and lies in the right place."),
    "check-boundary": _("Please check whether the file is complete and as old as the outline of the city."),
    "check-parents": _("Please check the borders of both divisions, or name the larger area in a field of the file."),
    "import-parents": _("Import the larger areas first, or say which they are (option --parent-division)."),
    "check-names": _("Please check the names of the areas; if letters are wrong, have the file exported in UTF-8."),
    "name-the-field": _("If this is not right, name the field yourself."),
    "name-the-layer": _("If only one of them is meant, name it as the layer."),
    "name-field": _("If the areas have names, name the field that holds them (option --name-field)."),
    "load-all": _("Please load the rest too, or raise the limit in the query of the map service."),
    "check-place": _("Please check on the map that the areas lie in the right place."),
    "nothing": _("You need not do anything."),
}

# Text and the key of its hint.
FINDINGS: Final[dict[str, tuple[Sentences, str]]] = {
    "code-missing": (_("Entry %(row)s of the file has no code."), "ask-codes"),
    "code-duplicate": (
        (
            _("The code %(codes)s occurs several times: in the entries %(row_numbers)s."),
            _("The names there: %(names)s."),
            _("Distance of the first two: %(distance_m)s."),
        ),
        "ask-codes",
    ),
    "code-numeric": (_("The codes in “%(field)s” are stored as numbers (digits: %(lengths)s)."), "check-zeros"),
    "code-lengths": (_("The codes in “%(field)s” have different numbers of digits (%(lengths)s)."), "check-zeros"),
    "code-trimmed": (_("Blanks around codes were removed: %(codes)s."), "nothing"),
    "name-empty": (_("Areas without a name (%(count)s): %(codes)s."), "ask-names"),
    "geometry-missing": (_("The area %(codes)s (entry %(row)s) has no shape."), "correct-or-leave-out"),
    "geometry-not-area": (_("The shape of %(codes)s is no area or not only one: %(type)s."), "correct-or-leave-out"),
    "geometry-invalid": (
        (_("The shape of the area %(codes)s is invalid: %(reason)s."), _("Place: %(at)s.")),
        "correct-shape",
    ),
    "geometry-hole-outside": (
        (_("The area %(codes)s has a hole outside its outline; perhaps a part is missing."), _("Place: %(at)s.")),
        "correct-shape",
    ),
    "coordinates-impossible": (_("The area %(codes)s has coordinates that lie nowhere."), "correct-shape"),
    "ring-closed": (_("Outlines that did not end where they begin were closed (areas: %(count)s)."), "check-place"),
    "height-dropped": (_("Heights are not kept (areas: %(count)s)."), "nothing"),
    "part-tiny": (
        _("The area %(codes)s consists of %(parts)s parts, one of them only %(area_m2)s large."),
        "look-at-border",
    ),
    "area-far": (_("The area %(codes)s lies %(distance_m)s away from the next one."), "check-far"),
    "area-covers-others": (
        _("The area %(codes)s covers all other areas (%(others)s): probably a total."),
        "leave-out-total",
    ),
    "area-covers-some": (
        _("The area %(codes)s is the sum of %(others)s others: %(parts)s."),
        "leave-out-total",
    ),
    "overlap": (
        _("The areas %(codes)s overlap by %(area_m2)s (%(share_of_smaller)s of the smaller one)."),
        "look-at-border",
    ),
    "overlap-sliver": (_("The areas %(codes)s overlap in a thin strip of %(area_m2)s."), "look-at-border"),
    "gap": (
        (_("%(area_m2)s inside the division belong to no area."), _("Around it lie: %(codes)s.")),
        "look-at-border",
    ),
    "gap-sliver": (
        (_("A thin strip of %(area_m2)s belongs to no area."), _("Around it lie: %(codes)s.")),
        "look-at-border",
    ),
    "border-mismatch": (
        _("Neighbours do not share the corners of their borders, over %(length_m)s (areas: %(codes)s)."),
        "nothing",
    ),
    "boundary-uncovered": (_("%(area_m2)s within the outline of the city belong to no area."), "check-boundary"),
    "boundary-exceeded": (_("%(area_m2)s of the areas lie outside the outline of the city."), "check-boundary"),
    "parent-missing": (_("The area %(codes)s lies in no larger area."), "check-parents"),
    "parent-unclear": (
        (_("It is not clear to which larger area %(codes)s belongs."), _("Shares: %(shares)s.")),
        "check-parents",
    ),
    "parent-shared": (
        (_("The area %(codes)s lies in several larger areas."), _("It was assigned to the largest share: %(shares)s.")),
        "check-parents",
    ),
    "parent-unknown": (
        (
            _("The file names larger areas that are not known: %(parents)s."),
            _("So these have none: %(codes)s (%(count)s in all)."),
        ),
        "import-parents",
    ),
    "encoding-decided": (_("The texts were read as %(encoding)s (%(origin)s)."), "check-names"),
    "field-guessed": (_("The field “%(field)s” was taken for %(role)s."), "name-the-field"),
    "code-inside-name": (
        _("The codes were taken from inside “%(field)s”: “%(value)s” has the code %(code)s."),
        "name-the-field",
    ),
    "folders-together": (_("The folders of the map were read together (%(count)s): %(layers)s."), "name-the-layer"),
    "entries-left-out": (_("Entries left out, as you said (%(count)s): %(entries)s."), "nothing"),
    "entries-joined": (
        _("The entries with the code %(codes)s are parts of one area, as you said (%(count)s): %(entries)s."),
        "nothing",
    ),
    "axes-swapped": (
        _("North and east were swapped, as you said. In %(crs)s the areas lie near %(city)s."),
        "check-place",
    ),
    "name-field-missing": (_("No field of the file holds names. Its fields: %(fields)s."), "name-field"),
    "download-incomplete": (
        (
            _("The map service sent only a part: %(count)s entries."),
            _("It has %(total)s."),
        ),
        "load-all",
    ),
    "reader-warning": (_("The reader says: %(said)s"), "check-place"),
    "crs-assumed": (
        _("The file names no coordinate system; %(crs)s was taken, as usual for GeoJSON. It lies near %(city)s."),
        "check-place",
    ),
    "crs-overridden": (_("The file says %(stated)s, you said %(crs)s: your word was taken."), "check-place"),
    "crs-inexact": (
        _("From %(crs)s the areas could only be placed to within about %(accuracy_m)s."),
        "check-place",
    ),
    "crs-doubtful": (
        _("In %(crs)s the areas lie near %(city)s, in %(better)s they would lie in %(better_city)s."),
        "check-place",
    ),
}

TITLES: Final = {
    "code-missing": _("areas without a code"),
    "code-duplicate": _("codes that occur more than once"),
    "geometry-missing": _("areas without a shape"),
    "geometry-not-area": _("shapes that are no areas"),
    "geometry-invalid": _("invalid shapes"),
    "geometry-hole-outside": _("holes outside their area"),
    "coordinates-impossible": _("coordinates that lie nowhere"),
    "area-covers-others": _("an area that covers all others"),
    "area-covers-some": _("areas that are the sum of others"),
    "overlap": _("areas that overlap"),
    "parent-missing": _("areas that lie in no larger area"),
    "parent-unclear": _("areas whose larger area is not clear"),
}

CANNOT_ACTIVATE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "findings": (
        _("The edition %(edition)s has errors and cannot come into force: %(rules)s."),
        _("Please have them corrected where the file comes from, then import the areas again."),
    ),
    "same_day": (
        _("Another edition of the same division already begins on the day of %(edition)s."),
        _("Please import the areas with the right first day (option --valid-from), or keep the edition in force."),
    ),
}
