"""Search as one types, and matching one newcomer, among a million people.

    python -m benchmarks.search [--people 1000000] [--runs 9] [--keep]

Works in a database of its own, which it makes and drops, on the PostgreSQL of DATABASE_URL or a throw-away one.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks import database
from dodomu.site import postgres

NAME = "dodomu_bench_search"
LATEST = datetime(2022, 1, 19, 12, tzinfo=UTC)
STEMS = [
    "Мельни",
    "Шевчен",
    "Ковален",
    "Бондарен",
    "Ткачен",
    "Кравчен",
    "Олійни",
    "Поліщу",
    "Савчу",
    "Марчен",
    "Руден",
    "Мороз",
    "Лисен",
    "Петрен",
    "Клименко",
    "Павлен",
    "Левчен",
    "Харчен",
    "Карпен",
    "Сидорен",
    "Гончар",
    "Романю",
    "Мартиню",
    "Іванен",
    "Васильчен",
    "Гавриле",
    "Федорен",
    "Яковен",
    "Назарен",
    "Захарчен",
    "Щербан",
    "Дорошен",
    "Кириле",
    "Литвинен",
    "Пономарен",
    "Тарасен",
    "Ярем",
    "Жу",
    "Хоменк",
    "Чорновіл",
    "Юрчен",
    "Ємельянен",
    "Їжакев",
    "Ґудзен",
    "Цимбал",
    "Фесен",
    "Шуля",
    "Оспан",
    "Нұрлан",
    "Жұмабай",
    "Тоқа",
    "Қасым",
    "Сәрсен",
    "Ахмет",
    "Серік",
    "Бекмұхамед",
    "Ибраги",
]
ENDINGS = [
    "ко",
    "ук",
    "юк",
    "ак",
    "енко",
    "чук",
    "ський",
    "ська",
    "ик",
    "ець",
    "ов",
    "ова",
    "ев",
    "ева",
    "ін",
    "іна",
    "ин",
    "ина",
    "баев",
    "баева",
    "ула",
    "кін",
]
GIVEN = [
    "Олександр",
    "Олена",
    "Іван",
    "Марія",
    "Андрій",
    "Наталія",
    "Сергій",
    "Тетяна",
    "Володимир",
    "Ірина",
    "Дмитро",
    "Оксана",
    "Микола",
    "Юлія",
    "Петро",
    "Світлана",
    "Михайло",
    "Ганна",
    "Юрій",
    "Катерина",
    "Богдан",
    "Дарина",
    "Максим",
    "Анастасія",
    "Артем",
    "Софія",
    "Євген",
    "Вероніка",
    "Ігор",
    "Людмила",
    "Олег",
    "Галина",
    "Віктор",
    "Валентина",
    "Роман",
    "Лариса",
    "Тарас",
    "Соломія",
    "Ярослав",
    "Злата",
    "Нұрсұлтан",
    "Айгүл",
    "Ерлан",
    "Динара",
]
RARE = ["Щуплицвіт", "Дзвонкогляд", "Ющишин"]
FATHERS = ["Іванович", "Петрович", "Олександрівна", "Миколаївна", "Сергійович", "Андріївна", "Васильович", "Ігорівна"]

QUERIES = (
    ("one letter", ("м", "щ", "a", "ю", "k")),
    ("two letters", ("ме", "sh", "їж", "щу", "zh")),
    ("three letters", ("мел", "kov", "ius", "олі", "дзв")),
    ("a common name", ("Мельник", "Melnyk", "Oleksandr", "Ковальова", "Иван")),
    ("a full name", ("Мельник Олександр", "shevchenko iryna", "Ivan Petrenko", "Жұмабаев Ерлан", "Bondar Mar")),
    ("common beginnings together", ("ме ол", "sh ir", "ко а п", "з з", "щ щ")),
    ("a rare name", ("Щуплицвіт", "dzvonko", "Ющишин", "щупл", "Дзвонкогл ол")),
    ("nobody has it", ("Квіткозорян", "qqqq", "xyzzy", "Ткач Неіснуючий", "zzz")),
    ("end of a telephone", ("4477", "0001", "9999", "123456", "0044")),
    ("a whole telephone", ("+380 00 644 7724", "80007001122", "+77000112233", "0006447724", "380 00 123 45 67")),
    ("a reference", ("@", "@", "@", "@", "@")),
    ("a document", ("XX000123", "XX999999", "хх 000 777", "XX500000", "XX000001")),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure search as one types in a large register.")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next call")
    options = parser.parse_args()
    server = postgres.start(throwaway=True)
    try:
        run(server.url, options)
    finally:
        server.stop()


def run(url: str, options: argparse.Namespace) -> None:
    if not _exists(url):
        database.execute(url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    try:
        database.stand_on(make_conninfo(url, dbname=NAME))
        _fill(options.people)
        _measure(options.runs)
    finally:
        from django.db import connection  # Django is set up in `stand_on`, once the database is there

        connection.close()
        if not options.keep:
            database.execute(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))


def _exists(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is not None


# --- a million people -----------------------------------------------------------------------------------------------


def _fill(people: int) -> None:
    from django.db import connection

    from dodomu.foundation.database import as_owner
    from dodomu.foundation.models import Crisis
    from dodomu.people.models import Person

    if Person.objects.exists():
        return
    crisis = Crisis.objects.create(
        slug="bench", country="KZ", sending="UA", zone="Asia/Almaty", opened_at=LATEST - timedelta(days=20)
    )
    started = time.perf_counter()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX person_search")
        for table, columns, rows in _tables(crisis.id, people):
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute("CREATE INDEX person_search ON people_person USING gin (search_text gin_trgm_ops)")
        cursor.execute("VACUUM ANALYZE")
    print(f"{people:,} people filled in {time.perf_counter() - started:.0f} s")


def _tables(crisis: UUID, people: int) -> Iterator[tuple[str, str, Iterator[tuple[Any, ...]]]]:
    yield "people_party", "id, crisis_id, kind, may_split, said_size, created_at", _parties(crisis, people)
    yield (
        "people_person",
        "id, crisis_id, reference, party_id, leads_party, family_name, given_name, patronymic, name_key, search_text,"
        "birth_date, citizenships, counts_as_citizen, languages, wish, asked_at, needs, keep_until, account,"
        "account_leg, account_since, registered_at, version, former_references",
        _persons(crisis, people),
    )
    yield (
        "people_contactpoint",
        "id, person_id, kind, value",
        ((UUID(int=n), UUID(int=n), "phone", f"+{_phone(n)}") for n in range(1, people + 1)),
    )
    yield "people_document", "id, person_id, kind, state, number, number_index", _documents(people)


def _party_of(number: int) -> int:
    return number - number % 3 if number > 3 else 1


def _parties(crisis: UUID, people: int) -> Iterator[tuple[Any, ...]]:
    for number in sorted({_party_of(each) for each in range(1, people + 1)}):
        yield UUID(int=number), crisis, "family", False, 3 + (number % 40 == 0), LATEST


def _persons(crisis: UUID, people: int) -> Iterator[tuple[Any, ...]]:
    from dodomu.people.rules.references import reference_from

    dice = random.Random(2022)
    families = [stem + ending for stem in STEMS for ending in ENDINGS]
    weights = [1 / (place + 1) ** 0.7 for place in range(len(families))]
    drawn = iter(dice.choices(families, weights, k=people))
    for number in range(1, people + 1):
        family = next(drawn) if number % 9973 else RARE[number // 9973 % 3]
        given, father = dice.choice(GIVEN), dice.choice(FATHERS)
        reference = reference_from(number * 61 % 100_000_000)
        born = date(1940, 1, 1) + timedelta(days=dice.randrange(29_000))
        account = dice.choices(("waiting", "registered", "home", "stays", "unreachable"), (50, 20, 20, 9, 1))[0]
        at = LATEST - timedelta(seconds=people - number)
        text = " " + " ".join((*(_folded(word) for word in (family, given, father)), _phone(number), reference))
        yield (
            UUID(int=number), crisis, reference, UUID(int=_party_of(number)), number % 3 == 0, family, given, father,
            f"{family} {given}", text, born, ["UA"], True, ["uk"], "leave_now", at,
            ["wheelchair"] if number % 500 == 0 else [], date(2023, 1, 19), account, "", at, at, 1, [],
        )  # fmt: skip


@cache
def _folded(word: str) -> str:
    from dodomu.people.rules.search import search_text

    return search_text([word])


def _phone(number: int) -> str:
    """One telephone for each family."""
    return f"38000{_party_of(number) * 7919 % 10_000_000:07d}"


def _documents(people: int) -> Iterator[tuple[Any, ...]]:
    from dodomu.foundation.encryption import blind_index

    for number in range(1, people + 1, 10):
        yield (
            UUID(int=number),
            UUID(int=number),
            "passport",
            "UA",
            b"",
            blind_index(f"XX{number:06d}", context="document.number"),
        )


# --- measuring ------------------------------------------------------------------------------------------------------


def _measure(runs: int) -> None:
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.models import Crisis
    from dodomu.people.models import Person
    from dodomu.people.queries.matching import proposals_for
    from dodomu.people.queries.register import Search, find_people
    from dodomu.people.rules.terms import Account

    crisis = Crisis.objects.get(slug="bench").id
    references = list(Person.objects.order_by("-id").values_list("reference", flat=True)[:50_000:10_000])

    def ask(search: Search) -> int:
        return len(find_people(crisis, search, by=SYSTEM, at=LATEST).people)

    print(f"\n{'milliseconds':<30}{'p50':>8}{'p95':>8}{'max':>8}   found")
    worst = 0.0
    for what, texts in QUERIES:
        asked = [Search(text=given if text == "@" else text) for text, given in zip(texts, references, strict=True)]
        worst = max(worst, _time(what, runs, asked, ask))
    filters = (
        ("everybody", Search()),
        ("unreachable by the ledger", Search(account=Account.UNREACHABLE)),
        ("in a wheelchair, over 60", Search(need="wheelchair", min_age=60)),
        ("parties with a gap", Search(party_gap=True)),
        ("nobody to reach them by", Search(unreachable=True)),
        ("common name and home", Search(text="мельник", account=Account.HOME)),
    )
    for what, search in filters:
        _time(what, runs, [search], ask)
    print(f"slowest 95th percentile of a search: {worst:.0f} ms\n")
    some = [[UUID(int=number)] for number in range(1, Person.objects.count(), max(1, Person.objects.count() // 20))]
    _time("one newcomer matched", 1, some, lambda persons: len(list(proposals_for(crisis, persons))))
    started = time.perf_counter()
    pairs = len(list(proposals_for(crisis, None)))
    print(f"everybody matched with everybody: {time.perf_counter() - started:.1f} s, {pairs} pairs")


def _time(what: str, runs: int, asked: list[Any], ask: Callable[[Any], int]) -> float:
    took, found = [], []
    for search in asked:
        ask(search)
        for _ in range(runs):
            started = time.perf_counter()
            found.append(ask(search))
            took.append((time.perf_counter() - started) * 1000)
    p95 = sorted(took)[max(0, round(len(took) * 0.95) - 1)]
    counts = "/".join(str(each) for each in found[::runs])
    print(f"{what:<30}{statistics.median(took):>8.1f}{p95:>8.1f}{max(took):>8.1f}   {counts}", flush=True)
    return p95


if __name__ == "__main__":
    main()
