"""How large a problem may be. Beyond these a file is refused early instead of filling the memory of the machine."""

from collections.abc import Mapping

# Ten times what a crisis of 120,000 people needs, and still a problem that this machine can hold.
MOST: Mapping[str, int] = {
    "places": 20_000,
    "parties": 1_000_000,
    "legs": 200_000,
    "charters": 20_000,
    "fleets": 5_000,
    "rounds": 500_000,
    "links": 500_000,
    "closures": 200_000,
    "permissions": 20_000,
    "risk": 5_000_000,
    "processing": 5_000_000,
    "settings": 100,
}
MOST_STEPS = 10_000  # 416 days of hours, 104 days of quarters, 34 days of five minutes
MOST_PERSONS = 200  # who must not be separated from each other: two coaches travel as two parties
MOST_CHARACTERS_OF_ID = 200
MOST_VEHICLES = 10_000
MOST_MINUTES = 366 * 24 * 60  # of a journey or a buffer
LARGEST_NUMBER = 10**12  # of anything that is counted; prices and costs too
LARGEST_TOTAL = 2**63 - 1  # sums are 64-bit integers inside
EARLIEST_YEAR, LATEST_YEAR = 1970, 2199
STEPS_ALLOWED = (5, 10, 15, 20, 30, 60)  # minutes; they divide the hour in which processing is counted
