import pytest

from dodomu.web.public.pasted import read_pasted


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("Коваль Олена, 14.03.1986", {"name": "Коваль Олена", "birth_date": "14.03.1986"}),
        ("1. Коваль Олена 1986-03-14", {"name": "Коваль Олена", "birth_date": "1986-03-14"}),
        (
            "12) Коваль\tОлена\t14/03/1986\tXX123456",
            {"name": "Коваль Олена", "birth_date": "14/03/1986", "document_number": "XX123456"},
        ),
        ("- Olena Koval; +380 00 111 22 33", {"name": "Olena Koval", "phones": "+380 00 111 22 33"}),
        ("3 Гук-Іваненко О’Петро", {"name": "Гук-Іваненко О’Петро"}),
        ("   Гук   ", {"name": "Гук"}),
        ("30.02.1990", {"name": "", "birth_date": "30.02.1990"}),
    ],
)  # fmt: skip
def test_a_line_is_taken_apart_and_not_judged(line: str, given: dict[str, str]) -> None:
    assert [each.given for each in read_pasted(line)] == [given]


def test_every_line_with_something_on_it_is_somebody() -> None:
    assert [each.line for each in read_pasted("a\n\n \r\nb\r\n\tc\n")] == [1, 4, 5]


def test_no_sign_of_a_line_is_dropped() -> None:
    line = "Гук Петро, XX 123456, N00 777777, +380001112233, +380004445566, 01.02.1990, 03.04.2030"
    (person,) = read_pasted(line)
    kept = " ".join(person.given.values())
    assert all(part in kept for part in line.replace(",", "").split())
