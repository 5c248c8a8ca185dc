"""Headings of columns about single persons, as registers and offices write them; and how a heading is compared."""

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GIVEN: Final = _words(
    "vorname vornamen rufname vname vn firstname givenname givennames forename forenames vornamedeskindes"
)
FAMILY: Final = _words(
    "nachname familienname famname zuname nname nn geburtsname lastname surname familyname name namen ehename"
)
BOTH: Final = _words(
    "namevorname vornamename vornamenachname nachnamevorname familiennamevorname vornamefamilienname vorundnachname "
    "vorundzuname namenvornamen vollername fullname schuelername kindname namedeskindes versichertenname"
)
BIRTH: Final = _words(
    "geburtsdatum geburtsdat gebdatum gebdat gebd geburtstag gebtag geborenam geb gebam datumgeburt tagdergeburt "
    "dateofbirth birthdate birthday dob geburtsdatumkind geburtsdatumdeskindes"
)
STREET: Final = _words(
    "strasse str strassenname street streetname anschrift wohnanschrift adresse wohnadresse address meldeadresse"
)
HOUSE: Final = frozenset(["hausnummer", "hausnr", "hnr", "hsnr", "hausnrn", "hausnummern", "housenumber", "houseno"])
IDENTITY: Final = _words(
    "personid personenid personennummer personennr persnr persid identifikationsnummer steuerid steueridnr idnr "
    "versichertennummer sozialversicherungsnummer svnummer rentenversicherungsnummer rvnr kundennummer kundennr "
    "bgnummer bgnr einwohnernummer einwohnerid ewonr ewoid schuelerid schuelernummer schuelernr kindid kindnummer "
    "patientennummer patientenid ausweisnummer aktenzeichen pseudonym patientid personalnummer"
)
ATTRIBUTE: Final = _words(
    "alter lebensalter geburtsjahr gebjahr geschlecht geschl sex gender age staatsangehoerigkeit staatsang "
    "nationalitaet staatsbuergerschaft staats1 familienstand famst konfession religion religionszugehoerigkeit "
    "beruf geburtsort geburtsland herkunftsland zuzugsdatum einzugsdatum einzdat haushaltsnummer haushaltsnr "
    "migrationshintergrund muttersprache staatsangehoerigkeit1 erwerbsstatus bildungsabschluss"
)
COUNT: Final = _words(
    "anzahl zahl personen faelle insgesamt gesamt summe wert werte value count n menge einwohner bestand bevoelkerung "
    "haushalte kinder schueler anzahlpersonen personenzahl"
)
# What has an address without being a person: schools and offices, and points of a survey.
NO_PERSON: Final = re.compile(
    r"^(x|y|lat|lon|lng|latitude|longitude|rechtswert|hochwert|ostwert|nordwert|bsn|fax|internet|homepage|website)$|"
    r"koordinat|schul|kita|tagesst|einricht|traeger|dienststelle|betrieb|unternehmen|firma|institution|standort|wahllokal|"
    r"wahlraum|haltestelle|praxis|klinik|krankenhaus|heim|museum|bibliothek|filiale|verein|organisation|objekt|gebaeude"
)

_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def plain(heading: object) -> str:
    """A heading without case, umlauts, signs and what stands in brackets: "Straße (Hauptwohnung)" is strasse."""
    if not isinstance(heading, str) or len(heading) > 80:
        return ""
    text = _BRACKETS.sub("", heading.casefold()).translate(_LETTERS)
    return "".join(letter for letter in text if letter.isalnum())
