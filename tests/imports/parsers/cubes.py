"""Small data cubes, and profiles for them."""

from typing import Any

from imports.parsers.profiles.loading import Profile, load_profile

USER = "* Der Benutzer DEX1Y2Z3 der Benutzergruppe DE0142 hat am 03.09.2022 um 20:13:52 diesen Export angestossen.\n"
WITH = {
    "DQ": ['FACH-SCHL;GHH-ART;GHM-WERTE-JN;GENESIS-VBD;REGIOSTAT;EU-VBD;"mit Werten"', "12411KJ001;;N;N;N;N"],
    "DQ-ERH": ["FACH-SCHL", "12411"],
    "DQA": ["NAME;RHF-BSR;RHF-ACHSE", "KREISE;1;1", "GES;2;2"],
    "DQZ": ["NAME;ZI-RHF-BSR;ZI-RHF-ACHSE", "STAG;3;3"],
    "DQI": ["NAME;ME-NAME;DST;TYP;NKM-STELLEN;GHH-ART;GHM-WERTE-JN", "BEVSTD;Anzahl;GANZ;FALL;0;;N"],
    "QEI": ["FACH-SCHL;FACH-SCHL;ZI-WERT;WERT;QUALITAET;GESPERRT;WERT-VERFAELSCHT"],
}
ONLY = {
    "DQ": ['FACH-SCHL;"nur Werte"', "12411KJ001"],
    "DQ-ERH": ["FACH-SCHL", "12411"],
    "DQA": ["NAME", "KREISE", "GES"],
    "DQZ": ["NAME", "STAG"],
    "DQI": ["NAME;ME-NAME;DST;TYP;NKM-STELLEN", "BEVSTD;Anzahl;GANZ;FALL;0"],
    "QEI": ["FACH-SCHL;FACH-SCHL;ZI-WERT;WERT;QUALITAET"],
}
DAY = "31.12.2022"
ROW = f"08222;GESW;{DAY};158789;e"


def cube(*facts: str, like: dict[str, list[str]] = ONLY, before: str = USER, **blocks: list[str]) -> str:
    """A cube; a block given by name (DQA=…) replaces that of `like`, an empty one leaves it out."""
    lines = []
    for name, (header, *rows) in ((n, b) for n, b in {**like, **blocks}.items() if b):
        lines += [f"K;{name};{header}", *(f"D;{row}" for row in rows)]
    return before + "\n".join([*lines, *(f"D;{fact}" for fact in facts)]) + "\n"


def cubes(**changes: Any) -> Profile:
    spec: dict[str, Any] = {
        "profile": "cube",
        "parser": "datenquader",
        "area": {"column": "KREISE", "division": "regionen"},
        "columns": {"BEVSTD[GES=GESW]": "EW_W"},
    }
    return load_profile({key: value for key, value in (spec | changes).items() if value is not None})


NOTES = (
    "K;ME;ME-NAME;KTX;DEF\nD;Anzahl;Anzahl;\nK;ERH-D;GUELT-AB;GUELT-BIS;PZT\nD;01.01.1990;;\n"
    'K;MM;NAME;KTX;DEF\nD;GES;Geschlecht;\n"Erläuterung über\nmehrere Zeilen; mit ""Zitat""\nDE:\n"\n'
    'K;KMA;FACH-SCHL;KTX;KLASS-SCHL;DEF\nD;08222;Mannheim, Stadtkreis;K;\n"Text;\nund noch;\n"\nD;GESW;weiblich;G;\n'
    "D;01;Januar;M;\nD;01;Schleswig-Holstein;L;\nD;GES-9;Insgesamt;G;\n"
    "K;KMAZ;FACH-SCHL;NAME;GUELT-AB\nD;08222;KREISE;\n"
)
