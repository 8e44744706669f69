"""A crisis with its people, and broadcasts to them, in a database of its own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NAME = "dodomu_bench_broadcasts"
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
STATEMENTS = Path(__file__).with_name("data.sql").read_text(encoding="utf-8").split(";\n\n")
WORDS = {"uk": "Shelter until 18:00. Zalyshaitesia vdoma.", "ru": "Shelter until 18:00. Ostavaites doma."}


def crisis(people: int) -> Any:
    """Make a crisis in which so many people wait."""
    from django.db import connection

    from dodomu.foundation.database import as_owner
    from dodomu.foundation.models import Crisis, Place

    made = Crisis.objects.create(slug="bench", country="KZ", sending="UA", zone="Asia/Almaty", opened_at=NOW)
    values = {"crisis": made, "kind": "city", "country": "KZ", "latitude": 43, "longitude": 77, "zone": made.zone}
    places = [Place.objects.create(ref=f"city-{number}", **values) for number in range(10)]
    given: dict[str, Any] = {
        "crisis": made.id, "people": people, "since": NOW - timedelta(days=1), "places": [each.id for each in places],
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in filter(str.strip, STATEMENTS):
            cursor.execute(statement, given)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return made


def approved(where: Any, *, ladder: Any = None) -> Any:
    """Draft a broadcast to everybody in two languages, and say that two officers wanted it."""
    from dodomu.channels.messages import ChannelKind
    from dodomu.contact.models import Broadcast, BroadcastText
    from dodomu.contact.rules import ladders
    from dodomu.contact.rules.ladders import Step
    from dodomu.contact.rules.terms import Rung

    steps = ladder or (Step(Rung.OWN_CHANNELS, ChannelKind.SMS, 30), Step(Rung.OWN_CHANNELS, ChannelKind.EMAIL, 60))
    row = Broadcast.objects.create(
        crisis=where, number=Broadcast.objects.count() + 1, name="bench", purpose="advice", drafted_at=NOW,
        state="approved", approved_at=NOW, ladder=ladders.as_json(steps),
    )  # fmt: skip
    BroadcastText.objects.bulk_create(
        BroadcastText(broadcast=row, language=language, text=text) for language, text in WORDS.items()
    )
    return row
