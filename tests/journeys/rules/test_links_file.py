"""Whatever stands in the cells of a table of links, the row is read or its fault is named; nothing is guessed."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from dodomu.journeys.rules.faults import FaultCode
from dodomu.journeys.rules.files import links
from dodomu.journeys.rules.given_faults import charter_faults
from dodomu.journeys.rules.leg_faults import Ground, hours_of, leg_faults
from tests.journeys import exercise_ways as exercise

ROWS = {row["link_id"]: row for row in exercise.table("links")}
PLACES = {place.ref: place for place in exercise.places().values()}
GROUND = Ground(exercise.places())
NOW = datetime(2022, 1, 10, 12, tzinfo=UTC)
COLUMNS = (*links.NEEDED, *links.OPTIONAL)
ODD = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1e400",
        "nan",
        "9" * 40,
        "0001-01-01T00:00",
        "9999-12-31T23:59+14:00",
        "2022-02-30T10:00",
        "|",
        "||a",
    ]
)


def read(*rows: dict[str, str]):
    return links.read_links(COLUMNS, links.lines_of(rows), PLACES)


@settings(max_examples=400)
@given(
    ref=st.sampled_from(["A006", "A030", "X01", "W00", "C11a"]),
    cells=st.dictionaries(st.sampled_from(COLUMNS), ODD | st.text(max_size=30), max_size=4),
)
def test_any_cell_is_read_or_a_fault(ref, cells):
    (row,), faults = read(ROWS[ref] | cells)
    wrong = [
        *faults,
        *leg_faults(row.given, GROUND, at=NOW),
        *(charter_faults(row.charter, frozenset()) if row.charter else ()),
    ]
    assert all(isinstance(fault.code, FaultCode) for fault in wrong)
    if not [fault for fault in wrong if not fault.is_warning] and row.given.schedule == "dated":
        hours = hours_of(row.given, GROUND)
        assert hours.departs is not None
        assert hours.arrives is not None
        assert hours.departs < hours.arrives


def test_of_two_equal_hours_in_autumn_the_one_of_the_files_own_reckoning_is_meant():
    autumn = ROWS["A007"] | {"depart_local": "2022-10-30T03:30", "arrive_local": "2022-10-30T12:00", "known_from": ""}
    codes = {}
    for stated in ("2022-10-30T00:30Z", "2022-10-30T01:30Z", "2022-10-30T05:30Z", ""):
        (row,), _ = read(autumn | {"depart_utc": stated, "arrive_utc": ""})
        departs = hours_of(row.given, GROUND).departs
        codes[stated] = departs and departs.hour
        found = {fault.code for fault in leg_faults(row.given, GROUND, at=NOW)}
        assert (FaultCode.TWO_SUCH_HOURS in found) == (departs is None)
    assert codes == {"2022-10-30T00:30Z": 0, "2022-10-30T01:30Z": 1, "2022-10-30T05:30Z": None, "": None}


def test_what_happened_in_the_end_is_never_read():
    (one,), _ = read(ROWS["A006"])
    (other,), _ = read(ROWS["A006"] | {"outcome": "cancelled"})
    assert one == other
    assert "outcome" not in COLUMNS
