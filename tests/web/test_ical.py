from datetime import UTC, date, datetime

from sozialmonitor.web.ical import Day, calendar

STAMP = datetime(2024, 3, 1, 12, tzinfo=UTC)


def lines(*days: Day) -> list[str]:
    return calendar("Lieferungen", days, STAMP).decode().split("\r\n")


def test_a_day_is_a_whole_day() -> None:
    made = lines(Day("1@x", date(2024, 12, 31), "Einwohner: 2024"))
    assert made[0] == "BEGIN:VCALENDAR"
    assert made[-2:] == ["END:VCALENDAR", ""]
    for line in ("UID:1@x", "DTSTAMP:20240301T120000Z", "DTSTART;VALUE=DATE:20241231", "DTEND;VALUE=DATE:20250101"):
        assert line in made


def test_marks_of_the_format_in_a_text_are_escaped() -> None:
    made = lines(Day("1", date(2024, 1, 1), "a,b;c\\d", "eins\nzwei\r\nEND:VEVENT"))
    assert "SUMMARY:a\\,b\\;c\\\\d" in made
    assert "DESCRIPTION:eins\\nzwei\\nEND:VEVENT" in made
    assert made.count("END:VEVENT") == 1


def test_long_lines_are_folded_between_letters() -> None:
    title = "Bevölkerung – Straßen " * 12
    content = calendar("x", [Day("1", date(2024, 1, 1), title)], STAMP)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert f"SUMMARY:{title}" in content.decode().replace("\r\n ", "")
