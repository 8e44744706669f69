from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dodomu.engines.planner.forms import folder
from dodomu.engines.planner.forms.faults import FormCode, Unreadable
from dodomu.engines.planner.forms.rows import Content

GUIDE = Path(__file__).resolve().parents[4] / "docs/howto/plan-from-a-folder.md"
FILES: dict[str, Content] = {
    "settings.csv": "name,value\nbegins,2031-05-12T06:00+00:00\nends,2031-05-14T06:00+00:00\nzone,Asia/Almaty\n",
    "places.csv": "id,kind,country,risk,processing,room\n"
    "city,place,KZ,,,\ngate,airport,KZ,0.5,60,200\nhome,home,UA,,,\n",
    "risk.csv": "place,from,risk\ncity,2031-05-12T06:00Z,1\ncity,2031-05-13T00:00Z,2.5\n",
    "parties.csv": "id,place,persons,needs,papers\np1,city,3,seat=2|infant=1,passport|visa\np2,city,1,,passport\n",
    "legs.csv": "id,origin,target,departs,arrives,seats,papers\n"
    "f1,gate,home,2031-05-12T15:00Z,2031-05-12T20:00Z,9,passport\n",
    "fleets.csv": "id,hub,vehicles,seats,drivers_minutes\nvans,gate,2,8,960\n",
    "rounds.csv": "fleet,place,out,back\nvans,city,50,60\n",
    "links.csv": "id,origin,target,minutes,needs_car\nroad,city,gate,90,yes\n",
    "closures.csv": (
        "at,begins,ends,daily_from,daily_to,road_only,why\n"
        "*,2031-05-12T06:00Z,2031-05-14T06:00Z,23:00,07:00,yes,curfew\n"
    ),
}


def refused(**changes: Content | None) -> list[tuple[FormCode, str]]:
    """Return what is wrong with the folder after changing files of it (by name without ending), and where."""
    files = FILES | {f"{name}.csv": content for name, content in changes.items() if content is not None}
    for name in (name for name, content in changes.items() if content is None):
        del files[f"{name}.csv"]
    with pytest.raises(Unreadable) as caught:
        folder.read(files)
    return [(fault.code, fault.where) for fault in caught.value.faults]


def test_a_folder_is_read():
    problem = folder.read(FILES)
    assert problem.faults() == ()
    assert problem.parties[0].needs == {"seat": 2, "infant": 1}
    assert problem.parties[0].papers == {"passport", "visa"}
    assert problem.places[0].risk == (
        (datetime(2031, 5, 12, 6, tzinfo=UTC), 1.0),
        (datetime(2031, 5, 13, tzinfo=UTC), 2.5),
    )
    assert problem.legs[0].seats == {"seat": 9}
    assert problem.fleets[0].rounds[0].back == 60
    assert problem.links[0].needs_car and problem.closures[0].road_only


def test_the_example_of_the_guide_can_be_planned():
    example = GUIDE.read_text(encoding="utf-8").split("\n## ")[1]
    names: list[str] = []
    files: dict[str, Content] = {}
    for block in example.split("\n\n"):
        if block.startswith("    "):
            files[names.pop(0)] = "\n".join(line[4:] for line in block.splitlines())
        else:
            names += [word for word in block.split("`") if word.endswith(".csv")]
    problem = folder.read(files)
    assert problem.faults() == ()
    assert len(files) == 7 and problem.fleets[0].rounds and problem.legs[0].buffer == 120


def test_files_may_come_as_text_bytes_or_lines_from_a_spreadsheet_of_any_country():
    expected = folder.read(FILES)
    lines: dict[str, Content] = {name: iter(str(text).splitlines(keepends=True)) for name, text in FILES.items()}
    windows: dict[str, Content] = {
        name: ("\ufeff" + str(text)).replace("\n", "\r\n").encode() for name, text in FILES.items()
    }
    semicolons: dict[str, Content] = {name: str(text).replace(",", ";") for name, text in FILES.items()}
    for files in (lines, windows, semicolons):
        assert folder.read(files) == expected


def test_every_fault_of_every_file_is_told_together_with_file_line_and_column():
    assert refused(
        settings="name,value\nbegins,\nends,soon\nstap,60\nzone,Asia/Almaty\nzone,UTC\n",
        places="id,kind,risk\ncity,planet,nan\n,place,0\ngate,airport,\nhome,home,\n",
        parties="id,place,persons,promise_leg,promise_cost\np1,city,three,,4\np2,,2,,\n",
        legs='id,origin,target,departs,arrives\n"f\n1",gate,home,2031-05-12T15:00Z,2031-05-12T20:00Z\n',
        links="id,origin,target,minutes,needs_car\n\nroad,city,gate,9e1,maybe\nroad,city\n",
        rounds="fleet,place,out,back\nlorries,city,50,60\n",
        risk="place,from,risk\ncity,2031-05-12T06:00,1\natlantis,2031-05-12T06:00Z,1\n",
        lags="id\n",
    ) == [
        (FormCode.UNKNOWN_FILE, "lags.csv"),
        (FormCode.EMPTY_CELL, "settings.csv, line 2, column value"),
        (FormCode.NOT_A_MOMENT, "settings.csv, line 3, column value"),
        (FormCode.UNKNOWN_FIELD, "settings.csv, line 4, column name"),
        (FormCode.REPEATED_FIELD, "settings.csv, line 6, column name"),
        (FormCode.NO_ZONE, "risk.csv, line 2, column from"),
        (FormCode.NOT_ONE_OF, "places.csv, line 2, column kind"),
        (FormCode.NOT_A_NUMBER, "places.csv, line 2, column risk"),
        (FormCode.EMPTY_CELL, "places.csv, line 3, column id"),
        (FormCode.NOT_WHOLE, "parties.csv, line 2, column persons"),
        (FormCode.HALF_GIVEN, "parties.csv, line 2, column promise_leg and promise_cost"),
        (FormCode.EMPTY_CELL, "parties.csv, line 3, column place"),
        (FormCode.MISSING_COLUMN, "legs.csv, line 1"),
        (FormCode.NOT_WHOLE, "links.csv, line 3, column minutes"),
        (FormCode.NOT_YES_OR_NO, "links.csv, line 3, column needs_car"),
        (FormCode.WRONG_CELLS, "links.csv, line 4"),
        (FormCode.UNKNOWN_OWNER, "rounds.csv, line 2, column fleet"),
        (FormCode.UNKNOWN_OWNER, "risk.csv, line 3, column place"),
    ]


def test_a_header_that_cannot_be_understood_is_told():
    assert refused(links="") == [(FormCode.NO_HEADER, "links.csv, line 1")]
    assert refused(links="id,origin,target,minutes,minutes,colour\n") == [
        (FormCode.REPEATED_COLUMN, "links.csv, line 1, column 5"),
        (FormCode.UNKNOWN_COLUMN, "links.csv, line 1, column 6"),
    ]


def test_a_file_that_breaks_off_is_told_where():
    good = str(FILES["links.csv"])
    assert refused(links=good + '"road 2,city') == [(FormCode.BROKEN_TABLE, "links.csv, line 3")]
    assert refused(links=good.encode() + b"\xff,city,gate,5,\n") == [(FormCode.BAD_ENCODING, "links.csv, line 3")]
    assert refused(links=good + '"' + "x" * 200_000 + '",city,gate,5,\n') == [
        (FormCode.BROKEN_TABLE, "links.csv, line 3")
    ]


def test_files_that_must_be_there_are_missed():
    assert refused(parties=None) == [(FormCode.MISSING_FILE, "parties.csv")]
    assert refused(fleets=None) == [(FormCode.MISSING_FILE, "fleets.csv")]
    assert refused(settings=None) == [(FormCode.MISSING_FIELD, "settings.csv")] * 3


def test_nothing_may_be_given_in_two_places():
    files = {**FILES, "problem.json": '{"zone": "UTC", "links": []}'}
    with pytest.raises(Unreadable) as caught:
        folder.read(files)
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [
        (FormCode.GIVEN_TWICE, "settings.csv, line 4, column name"),
        (FormCode.GIVEN_TWICE, "links.csv"),
    ]
    assert refused(places=str(FILES["places.csv"]).replace("KZ,,", "KZ,3,", 1)) == [
        (FormCode.GIVEN_TWICE, "places.csv, line 2, column risk")
    ]


def test_a_broken_json_in_a_folder_is_told_with_its_file_and_nothing_is_said_to_be_missing():
    files = {name: text for name, text in FILES.items() if name != "settings.csv"} | {
        "problem.json": '{\n"zone" "UTC"}'
    }
    with pytest.raises(Unreadable) as caught:
        folder.read(files)
    assert [str(fault) for fault in caught.value.faults] == [
        "problem.json, line 2, column 8: this is not JSON: Expecting ':' delimiter."
    ]


def test_a_file_without_end_is_refused_and_not_read_to_its_end():
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        yield "id,price\n"
        while True:
            read += 1
            yield f"c{read},1\n"

    assert refused(charters=endless()) == [(FormCode.TOO_MANY_ROWS, "charters.csv, line 20002")]
    assert read == 20_001


def test_rows_that_are_refused_do_not_vanish_behind_each_other():
    rows = "".join(f"p{number},city,many,,\n" for number in range(3000))
    with pytest.raises(Unreadable) as caught:
        folder.read({**FILES, "parties.csv": "id,place,persons,needs,papers\n" + rows})
    assert caught.value.count == 3000
    assert str(caught.value).endswith("… and 2900 more.")


def test_a_fault_of_the_problem_can_be_found_again_in_its_file():
    files: dict[str, Content] = {
        **FILES,
        "parties.csv": 'id,place,persons,needs,papers\n"p1",city,3,seat=9,"pass\nport"\np2,atlantis,1,,\n',
        "rounds.csv": "fleet,place,out,back\nvans,city,50,0\n",
        "risk.csv": "place,from,risk\ncity,2031-05-13T06:00Z,1\ngate,2031-05-12T00:00Z,1\ncity,2031-05-12T00:00Z,-2\n",
        "places.csv": str(FILES["places.csv"]).replace("0.5", ""),
    }
    problem, lines = folder.read_with_lines(files)
    assert {lines.of(fault.where) for fault in problem.faults()} == {
        "risk.csv, line 4, column risk",
        "risk.csv, line 4",
        "parties.csv, line 2, column needs",
        "parties.csv, line 2, column papers",
        "parties.csv, line 4, column place",
        "rounds.csv, line 2, column back",
    }
    assert lines.of("ends") == "ends"
