"""Passenger lists for carriers and border services, and those that carriers give back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.boarding.rules.paxlst import reading, segments, writing
from dodomu.boarding.rules.paxlst.segments import NotEdifact
from dodomu.boarding.rules.paxlst.writing import Conveyance, Paper, PaperCode, Sender, Sex, Traveller

VECTORS = Path(__file__).parents[2] / "vectors" / "paxlst"
TODAY = date(2022, 1, 11)
LEG = Conveyance("PS", "1234", "ALA", datetime(2022, 1, 11, 14, 5), "KBP", datetime(2022, 1, 11, 17, 0))  # noqa: DTZ001
FROM = Sender("MFA UKRAINE", "APIS", "Duty officer", "+380 00 111 22 33", "duty@example.org")
OLENA = Traveller(
    "123456789", "Koval", "Olena", born=date(1986, 3, 14), nationality="UKR",
    papers=(Paper(PaperCode.PASSPORT, "XX 123456", "UKR", date(2030, 1, 1)),),
)  # fmt: skip


def written(*travellers: Traveller) -> writing.Written:
    return writing.write_list(travellers, LEG, FROM, number=7, at=datetime(2022, 1, 11, 8, tzinfo=UTC))


def test_a_list_is_written_as_the_guide_asks() -> None:
    assert written(OLENA).text.replace("\r\n", "") == (
        "UNA:+.? '"
        "UNB+UNOA:4+MFA UKRAINE+APIS+220111:0800+7++APIS'"
        "UNG+PAXLST+MFA UKRAINE+APIS+220111:0800+7+UN+D:05B'"
        "UNH+7+PAXLST:D:05B:UN:IATA+PS1234'"
        "BGM+745'"
        "RFF+TN:22011108007'"
        "NAD+MS+++DUTY OFFICER'"
        "COM+?+380 00 111 22 33:TE+DUTY(AT)EXAMPLE.ORG:EM'"
        "TDT+20+PS1234+++PS'"
        "LOC+125+ALA'"
        "DTM+189:2201111405:201'"
        "LOC+87+KBP'"
        "DTM+232:2201111700:201'"
        "NAD+FL+++KOVAL:OLENA'"
        "ATT+2++U'"
        "DTM+329:860314'"
        "LOC+178+ALA'"
        "LOC+179+KBP'"
        "NAT+2+UKR'"
        "RFF+ABO:123456789'"
        "DOC+P:110:111+XX123456'"
        "DTM+36:300101'"
        "LOC+91+UKR'"
        "CNT+42:1'"
        "UNT+22+7'"
        "UNE+1+7'"
        "UNZ+1+7'"
    )


def test_the_trailer_counts_every_segment_of_the_message() -> None:
    found = list(segments.read(written(OLENA, replace(OLENA, papers=(), sex=Sex.FEMALE)).text))
    tags = [each.tag for each in found]
    message = found[tags.index("UNH") : tags.index("UNT") + 1]
    assert message[-1].get(0) == str(len(message))


def test_names_are_spelled_with_the_letters_of_a_passport() -> None:
    text = written(replace(OLENA, family_name="O’Brien-Müller", given_name="Zoë Ann'a")).text
    assert "NAD+FL+++OBRIEN-MULLER:ZOE ANNA'" in text


def test_a_name_that_is_too_long_is_cut_at_a_word_and_said() -> None:
    long = "Wolfeschlegelsteinhausen Bergerdorff Senior"
    result = written(replace(OLENA, family_name=long))
    assert "NAD+FL+++WOLFESCHLEGELSTEINHAUSEN:OLENA'" in result.text
    assert [(cut.reference, cut.field, cut.was) for cut in result.cuts] == [("123456789", "family_name", long)]


def test_a_name_without_a_latin_letter_is_said_and_not_left_out_in_silence() -> None:
    result = written(replace(OLENA, family_name="Коваль"))
    assert [(cut.field, cut.was, cut.now) for cut in result.cuts] == [("family_name", "Коваль", "")]
    assert "NAD+FL+++OLENA'" in result.text


def test_a_document_without_a_number_is_left_out() -> None:
    assert "DOC" not in written(replace(OLENA, papers=(Paper(PaperCode.PASSPORT, ""),))).text


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), min_size=1, max_size=5))
def test_whatever_stands_in_a_segment_is_read_back(elements: list[list[str]]) -> None:
    def clean(text: str) -> str:
        return text.replace("\r", "").replace("\n", "").strip()

    elements = [[clean(part) for part in element] for element in elements]
    text = "UNB+UNOA:4'" + segments.write("FTX", *elements)
    read = list(segments.read(text))[1]
    for place, element in enumerate(elements):
        for component, part in enumerate(element):
            assert read.get(place, component) == part


def test_what_we_write_is_read_back_person_by_person() -> None:
    listed = reading.read_list(written(OLENA, replace(OLENA, reference="2", given_name="Taras")).text, today=TODAY)
    assert listed.service == "PS1234"
    assert listed.faults == ()
    assert [(each.line, each.given_name, each.born, each.document, each.reference) for each in listed.listed] == [
        (1, "OLENA", date(1986, 3, 14), "XX123456", "123456789"),
        (2, "TARAS", date(1986, 3, 14), "XX123456", "2"),
    ]


@pytest.mark.parametrize(
    ("file", "service", "people", "faults"),
    [
        ("airline2.edi", "TN506", 10, ("count-differs",)),
        ("multiple_flight_leg_apis.txt", "QQ877", 2, ()),
        ("Test1.txt", "UA0989", 8, ("no-passengers",)),  # a list of crew
    ],
)
def test_lists_of_others_are_read(file: str, service: str, people: int, faults: tuple[str, ...]) -> None:
    read = reading.read_list((VECTORS / file).read_text(encoding="utf-8"), today=date(2026, 1, 1))
    assert (read.service, len(read.listed), read.faults) == (service, people, faults)


def test_a_birth_year_of_two_digits_lies_in_the_past() -> None:
    text = written(replace(OLENA, born=date(1935, 5, 1))).text
    assert reading.read_list(text, today=TODAY).listed[0].born == date(1935, 5, 1)


@pytest.mark.parametrize(
    "text",
    ["", "UNA", "UNA:+.? '", "name;born\nKoval;1986", "UNB+UNOA:4'UNH+1+PAXLST:D:05B'NAD+FL+++KOVAL", "UNB+X'BGM+745'"],
)
def test_what_is_no_passenger_list_is_refused(text: str) -> None:
    with pytest.raises(NotEdifact):
        reading.read_list(text, today=TODAY)


def test_a_file_with_service_characters_of_its_own_is_read() -> None:
    text = written(OLENA).text.replace("UNA:+.? '", "").replace("\r\n", "")
    swapped = text.replace("+", "|").replace(":", "^").replace("'", "~")
    assert reading.read_list(f"UNA^|.? ~{swapped}", today=TODAY).listed[0].family_name == "KOVAL"
