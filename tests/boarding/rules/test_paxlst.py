"""Passenger lists for carriers and border services, and those that carriers give back."""

import re
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
    assert written(OLENA).text == (
        "UNA:+.? '"
        "UNB+UNOA:4+MFA UKRAINE+APIS+220111:0800+7++APIS'"
        "UNG+PAXLST+MFA UKRAINE+APIS+220111:0800+7+UN+D:05B'"
        "UNH+7+PAXLST:D:05B:UN:IATA+PS1234+01:F'"
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


def test_given_names_that_are_too_long_go_on_in_the_part_for_a_second_one() -> None:
    names = "Maria del Pilar Teresa Cayetana Fitz James Stuart"
    result = written(replace(OLENA, given_name=names))
    assert "NAD+FL+++KOVAL:MARIA DEL PILAR TERESA CAYETANA:FITZ JAMES STUART'" in result.text
    assert result.cuts == ()
    assert reading.read_list(result.text, today=TODAY).listed[0].given_name == names.upper()
    longer = written(replace(OLENA, given_name=f"{names} {names}"))
    assert [(cut.field, cut.now) for cut in longer.cuts] == [
        ("given_name", "MARIA DEL PILAR TERESA CAYETANA FITZ JAMES STUART MARIA DEL PILAR")
    ]


def test_a_head_that_is_too_long_is_cut_and_said() -> None:
    result = writing.write_list(
        [OLENA], LEG, replace(FROM, contact="Duty officer of the consular department in Almaty"), number=7,
        at=datetime(2022, 1, 11, 8, tzinfo=UTC),
    )  # fmt: skip
    assert [(cut.reference, cut.field, cut.now) for cut in result.cuts] == [
        ("", "contact", "DUTY OFFICER OF THE CONSULAR")
    ]


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
    text = written(OLENA).text.removeprefix("UNA:+.? '")
    swapped = text.replace("+", "|").replace(":", "^").replace("'", "~")
    assert reading.read_list(f"UNA^|.? ~{swapped}", today=TODAY).listed[0].family_name == "KOVAL"


@pytest.mark.parametrize("count", ["²", "9" * 5000, "٣", "-1", ""], ids=["raised", "long", "arabic", "minus", "none"])
def test_a_count_that_is_none_is_no_count(count: str) -> None:
    read = reading.read_list(written(OLENA).text.replace("CNT+42:1", f"CNT+42:{count}"), today=TODAY)
    assert (read.said_passengers, read.faults) == (None, ())


@pytest.mark.parametrize(
    "filling", ["A" * 5_000_000, "+" * 5_000_000, ":" * 5_000_000, "'" * 5_000_000], ids=["text", "+", ":", "ends"]
)
def test_a_file_of_five_megabytes_that_is_no_list_is_soon_refused(filling: str) -> None:
    with pytest.raises(NotEdifact):
        reading.read_list(f"UNB+{filling}", today=TODAY)


def test_a_line_that_is_broken_anywhere_is_one_line() -> None:
    text = written(replace(OLENA, reference="A'B")).text
    wrapped = text[:9] + "\r\n".join(text[place : place + 7] for place in range(9, len(text), 7))
    assert list(segments.read(wrapped)) == list(segments.read(text))
    assert reading.read_list(wrapped, today=TODAY).listed[0].reference == "A'B"


# --- a reader of its own, that knows no more of us than the guide ----------------------------------------------------

UNOA = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/=!\"%&*;<>'+:?")
ORDER = re.compile(
    r"UNA UNB UNG UNH BGM (RFF )?NAD (COM )?(TDT (LOC DTM )+)+"
    r"(NAD ATT (DTM )?(LOC ){2}(NAT )?(RFF )*(DOC (DTM )?(LOC )?)*)*CNT UNT UNE UNZ"
)
LONGEST = {  # of each component of an element, by the directory (D.05B) and the guide
    ("UNB", 2): (35,), ("UNB", 3): (35,), ("UNB", 4): (6, 4), ("UNB", 5): (14,), ("UNH", 1): (14,), ("UNH", 3): (35,),
    ("UNH", 4): (2, 1), ("NAD", 4): (35,) * 5, ("TDT", 2): (17,), ("TDT", 5): (17,), ("LOC", 2): (25,),
    ("DTM", 1): (3, 35, 3), ("RFF", 1): (3, 35), ("DOC", 2): (35,), ("NAT", 2): (3,), ("ATT", 3): (1,),
    ("COM", 1): (512, 3), ("COM", 2): (512, 3), ("UNT", 1): (10,), ("UNT", 2): (14,),
}  # fmt: skip


def strictly_read(text: str) -> list[list[list[str]]]:
    """Return the segments of an interchange by the letter of ISO 9735; whatever is against it fails."""
    assert set(text) <= UNOA
    assert text.startswith("UNA:+.? '")
    found = re.findall(r"((?:\?.|[^?'])*)'", text[9:])
    assert "".join(f"{each}'" for each in found) == text[9:]
    return [
        [
            [re.sub(r"\?(.)", r"\1", part) for part in re.findall(r"(?:^|(?<=:))((?:\?.|[^?:])*)(?::|$)", element)]
            for element in re.findall(r"(?:^|(?<=\+))((?:\?.|[^?+])*)(?:\+|$)", segment)
        ]
        for segment in found
    ]


TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("'+:?@-’ĄŁßЩ")), max_size=120)


@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), max_size=4),
    TEXTS,
    TEXTS,
)
def test_whatever_is_written_is_an_interchange_by_the_letter(
    people: list[tuple[str, str, str, str]], sender: str, phone: str
) -> None:
    travellers = [
        Traveller(
            reference, family, given_name, born=date(2001, 2, 3), nationality="D",
            papers=(Paper(PaperCode.OTHER, number, "D", date(2030, 1, 1)),),
        )
        for reference, family, given_name, number in people
    ]  # fmt: skip
    at = datetime(2022, 1, 11, 8, tzinfo=UTC)
    text = writing.write_list(travellers, LEG, Sender(sender, sender, sender, phone, phone), number=10**14, at=at).text
    read = strictly_read(text)
    tags = [segment[0][0] for segment in read]
    assert ORDER.fullmatch(" ".join(["UNA", *tags]))
    for segment in read:
        for place, element in enumerate(segment):
            for part, most in zip(element, LONGEST.get((segment[0][0], place), (99,) * 9), strict=False):
                assert len(part) <= most, segment
    by_tag = {segment[0][0]: segment for segment in read}
    message = tags[tags.index("UNH") : tags.index("UNT") + 1]
    assert by_tag["UNT"][1:] == [[str(len(message))], by_tag["UNH"][1]]
    assert by_tag["UNE"][1:] == [["1"], by_tag["UNG"][5]] and by_tag["UNZ"][1:] == [["1"], by_tag["UNB"][5]]
    assert by_tag["CNT"][1] == ["42", str(len(people))]
    assert sum(segment[0] == ["NAD"] and segment[1] == ["FL"] for segment in read) == len(people)
