"""Reading tables that anybody may have made: real files, built here, good ones and hostile ones."""

import contextlib
import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dodomu.foundation import tables
from dodomu.foundation.tables import EncodingGround, Limits, TableFault, UnreadableTable
from dodomu.foundation.tables.writing import disarm, rearm, starts_formula

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=12)
UKRAINIAN = "Прізвище;Місто;Дата народження\nШевченко;Алмати;1985-03-01\nҐалаґан;Київ;1990-12-31\n"
RUSSIAN = "Фамилия;Город;Дата рождения\nИванов;Алматы;1985-03-01\nСидорова;Москва;1990-12-31\n"
KAZAKH = "Тегі;Аты;Қала\nӘбдіқадыров;Нұрлан;Өскемен\nҮсенова;Гүлнұр;Қостанай\n"


def read(data: bytes, **options: object) -> list[list[str]]:
    return [row.cells for row in tables.read_table(data, **options).rows]  # type: ignore[arg-type]


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        fill(book)
    return target.getvalue()


def one_sheet(*rows: list[object]) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for line, cells in enumerate(rows):
            sheet.write_row(line, 0, cells)

    return workbook(fill)


def with_parts(data: bytes, **parts: bytes | None) -> bytes:
    """Return an archive with some parts put in other words (`sheet`, `texts`, …) or added by path."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "texts": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
    changed = {names.get(name, name): content for name, content in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changed:
                new.writestr(part.filename, old.read(part))
        for name, content in changed.items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def sheet(inside: str, head: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?>{head}<worksheet xmlns="{space}">{inside}</worksheet>'.encode()


def fault_of(data: bytes, **options: object) -> UnreadableTable:
    with pytest.raises(UnreadableTable) as caught:
        read(data, **options)
    return caught.value


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "codec", "found", "ground"),
    [
        (UKRAINIAN, "utf-8", "utf-8", EncodingGround.VALID),
        (UKRAINIAN, "utf-8-sig", "utf-8", EncodingGround.MARKED),
        (UKRAINIAN, "utf-16", "utf-16", EncodingGround.MARKED),
        (UKRAINIAN, "utf-16-le", "utf-16", EncodingGround.LETTERS),
        (UKRAINIAN, "utf-16-be", "utf-16", EncodingGround.LETTERS),
        (UKRAINIAN, "utf-32", "utf-32", EncodingGround.MARKED),
        (UKRAINIAN, "cp1251", "cp1251", EncodingGround.LETTERS),
        (UKRAINIAN, "koi8-u", "koi8-u", EncodingGround.LETTERS),
        (UKRAINIAN.upper(), "cp1251", "cp1251", EncodingGround.LETTERS),
        (UKRAINIAN.upper(), "koi8-u", "koi8-u", EncodingGround.LETTERS),
        (RUSSIAN, "cp1251", "cp1251", EncodingGround.LETTERS),
        (RUSSIAN, "koi8-u", "koi8-u", EncodingGround.LETTERS),
        (RUSSIAN, "cp866", "cp866", EncodingGround.LETTERS),
        (KAZAKH, "kz1048", "kz1048", EncodingGround.LETTERS),
        ("name;city\nShevchenko;Almaty\n", "ascii", "utf-8", EncodingGround.PLAIN),
    ],
)
def test_an_encoding_is_found_and_the_reason_is_said(text, codec, found, ground):
    table = tables.read_table(text.encode(codec))
    rows = [row.cells for row in table.rows]
    assert rows == [line.split(";") for line in text.splitlines()]
    assert (table.remarks.encoding, table.remarks.encoding_ground) == (found, ground)


def test_one_broken_byte_in_utf8_is_refused_with_its_line_and_never_read_as_something_else():
    data = UKRAINIAN.encode().replace("Алмати".encode(), "Алм".encode() + b"\xff" + "ти".encode())
    fault = fault_of(data)
    assert fault.fault is TableFault.BROKEN_ENCODING
    assert fault.details == {"line": 2, "encoding": "utf-8"}


def test_an_encoding_that_was_chosen_is_kept_to():
    assert read(UKRAINIAN.encode("koi8-u"), encoding="koi8-u")[1][0] == "Шевченко"
    fault = fault_of(UKRAINIAN.encode("cp1251"), encoding="utf-8")
    assert fault.fault is TableFault.BROKEN_ENCODING
    assert fault.details["line"] == 1
    assert fault_of(b"a;b", encoding="rot13").fault is TableFault.UNKNOWN_ENCODING


def test_bytes_that_read_as_no_language_are_refused():
    assert fault_of(bytes(range(128, 256)) * 40).fault is TableFault.UNKNOWN_ENCODING


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found(delimiter):
    rows = [["ПІБ", "Адреса"], ["Коваль Олена", "Абая 1"], ["Гук Петро", "Сатпаєва 2"]]
    table = tables.read_table("\n".join(delimiter.join(row) for row in rows).encode())
    assert [row.cells for row in table.rows] == rows
    assert table.remarks.delimiter == delimiter


def test_commas_in_addresses_do_not_hide_the_semicolon():
    assert read("ПІБ;Адреса\nКоваль Олена;Алмати, Абая, 1\nГук;Алмати, Сатпаєва, 2, кв. 3".encode())[1] == [
        "Коваль Олена",
        "Алмати, Абая, 1",
    ]


def test_a_delimiter_that_excel_names_in_the_first_line_is_believed():
    table = tables.read_table(b"sep=|\nname|city\nOlena|Almaty, Abai")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ["name", "city"]), (3, ["Olena", "Almaty, Abai"])]


def test_line_ends_in_quotes_stay_in_their_cell_and_rows_are_counted_as_a_spreadsheet_does():
    table = tables.read_table(b'name,address\r\n"Koval, Olena","Abai 1\nflat 2"\r\n\r\nHuk,Satpaev\r\n')
    assert [(row.line, row.cells) for row in table.rows] == [
        (1, ["name", "address"]),
        (2, ["Koval, Olena", "Abai 1\nflat 2"]),
        (4, ["Huk", "Satpaev"]),
    ]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_kind_of_line_end_is_read(end):
    assert read(end.join(["a,b", "1,2", "3,4"]).encode()) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_line():
    fault = fault_of(b'name,city\nOlena,Almaty\n"Petro,Almaty\nMaria,Almaty\n')
    assert fault.fault is TableFault.QUOTE_NOT_CLOSED
    assert fault.details == {"line": 3}


def test_a_quotation_mark_that_swallows_many_rows_is_refused_even_if_another_closes_it():
    rows = [b"Olena,Almaty"] * 100
    fault = fault_of(b"\n".join([b"name,city", b'"Petro,Almaty', *rows, b'"Maria",Almaty']))
    assert fault.fault is TableFault.QUOTE_NOT_CLOSED
    assert fault.details == {"line": 2}


def test_stray_nul_characters_are_taken_out_and_counted():
    table = tables.read_table(b"name,city\n" + b"Olena,Almaty\n" * 2000 + b"Pe\x00tro,Almaty\n")
    assert [row.cells for row in table.rows][-1] == ["Petro", "Almaty"]
    assert table.remarks.nul_removed == 1


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"{\\rtf1 ...}", "RTF"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "HTML"),
        (b"\xff\xd8\xff\xe0 photo", "JPEG"),
        (b"name,\x00\x01\x02\x00\x00,x\x00" * 30, "binary"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_holds(data, looks_like):
    fault = fault_of(data)
    assert fault.fault is TableFault.NOT_A_TABLE
    assert fault.details == {"looks_like": looks_like}


@pytest.mark.parametrize("data", [b"", b"\n\r\n  \n", b"\x00" * 20])
def test_an_empty_file_is_refused(data):
    assert fault_of(data).fault is TableFault.EMPTY


@pytest.mark.parametrize(
    ("data", "limits", "fault"),
    [
        (b"x" * 11, Limits(bytes=10), TableFault.TOO_LARGE),
        (b"a\n" * 12, Limits(rows=10), TableFault.TOO_MANY_ROWS),
        (b"," * 30 + b"a", Limits(columns=20), TableFault.TOO_MANY_COLUMNS),
        (b"a,b\n" * 20, Limits(cells=30), TableFault.TOO_MANY_CELLS),
        (b"a," + b"b" * 101, Limits(cell_length=100), TableFault.CELL_TOO_LONG),
        (b"a," + b"b" * 140_000, Limits(), TableFault.CELL_TOO_LONG),
    ],
)
def test_every_limit_of_a_text_is_kept(data, limits, fault):
    assert fault_of(data, limits=limits).fault is fault


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_bytes_a_file_is_read_or_refused(data):
    with contextlib.suppress(UnreadableTable):
        for row in tables.read_table(data).rows:
            assert "\0" not in "".join(row.cells)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_what_we_write_as_csv_comes_back_the_same(rows):
    target = io.BytesIO()
    tables.write_csv(target, [["name", "city"], *rows])
    read_back = [[tables.rearm(cell) for cell in row] for row in read(target.getvalue(), encoding="utf-8")]
    assert read_back[0] == ["name", "city"]
    assert read_back[1:] == [[_once(cell) for cell in row] for row in rows if any(disarm(cell).strip() for cell in row)]


def _once(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and starts_formula(cell[1:]) else cell


# --- workbooks -------------------------------------------------------------------------------------------------------


def test_dates_and_numbers_come_as_a_person_would_have_written_them():
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        day, hour = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        page.write_row(0, 0, ["born", "seen", "phone", "lat", "agrees"])
        page.write_datetime(1, 0, datetime(1985, 3, 1), day)  # noqa: DTZ001  (a cell has no zone)
        page.write_datetime(1, 1, datetime(2022, 1, 8, 18, 30), hour)  # noqa: DTZ001
        page.write_number(1, 2, 380001112233)
        page.write_number(1, 3, 43.25)
        page.write_boolean(1, 4, True)

    table = tables.read_table(workbook(fill))
    assert list(table.rows)[1].cells == ["1985-03-01", "2022-01-08 18:30", "380001112233", "43.25", "TRUE"]
    assert table.remarks.numbers == {2: 1}


def test_numbers_too_long_for_excel_are_said():
    table = tables.read_table(one_sheet(["document"], [1234567890123456]))
    list(table.rows)
    assert table.remarks.digits_lost == 1


def test_dates_counted_from_1904_are_read_right():
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_datetime(0, 0, date(1985, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"date_1904": True}) as book:
        fill(book)
    assert read(target.getvalue()) == [["1985-03-01"]]


def test_formulas_give_what_was_computed_and_are_counted():
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write_formula(0, 0, '="Коваль"&" Олена"', None, "Коваль Олена")
        page.write_formula(0, 1, "=1/0", None, "#DIV/0!")

    table = tables.read_table(workbook(fill))
    assert next(table.rows).cells[0] == "Коваль Олена"
    assert (table.remarks.formulas, table.remarks.error_cells) == (2, 1)


def test_formulas_that_were_never_computed_are_said():
    cells = '<c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1"><f>A1</f></c>'
    data = with_parts(one_sheet(["a", "b"]), sheet=sheet(f'<sheetData><row r="1">{cells}</row></sheetData>'))
    table = tables.read_table(data)
    assert next(table.rows).cells == ["name"]
    assert table.remarks.formulas_without_value == 1


def test_the_first_sheet_that_is_seen_and_not_empty_is_read_and_the_others_are_said():
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Порожній")
        hidden = book.add_worksheet("Таємний")
        hidden.write(0, 0, "secret")
        hidden.hide()
        book.add_worksheet("Люди").write(0, 0, "Коваль")
        book.add_worksheet("Ще люди").write(0, 0, "Гук")

    table = tables.read_table(workbook(fill))
    assert [row.cells for row in table.rows] == [["Коваль"]]
    assert table.remarks.sheet == "Люди"
    assert table.remarks.other_sheets == ["Ще люди"]
    assert table.remarks.hidden_sheets == ["Таємний"]


def test_hidden_rows_and_columns_are_read_and_said():
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        for line in range(5):
            page.write_row(line, 0, [f"a{line}", f"b{line}", f"c{line}"])
        page.set_row(2, None, None, {"hidden": True})
        page.set_row(3, None, None, {"hidden": True})
        page.set_column(1, 1, None, None, {"hidden": True})

    table = tables.read_table(workbook(fill))
    assert len(list(table.rows)) == 5
    assert (table.remarks.hidden_rows, table.remarks.hidden_row_lines) == (2, [3, 4])
    assert table.remarks.hidden_columns == ["B"]


def test_merged_cells_are_told_by_line_and_column():
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.merge_range(2, 1, 2, 3, "Паспорт")
        page.write_row(3, 1, ["номер", "країна", "дійсний до"])

    table = tables.read_table(workbook(fill))
    assert [(row.line, row.cells) for row in table.rows] == [
        (3, ["Паспорт", "", ""]),
        (4, ["номер", "країна", "дійсний до"]),
    ]
    assert table.merged == [(3, 3, 0, 2)]


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself():
    data = with_parts(one_sheet(["name"]), **{"xl/worksheets/sheet2.xml": b" " * 40_000_000})
    assert len(data) < 100_000
    fault = fault_of(data)
    assert fault.fault is TableFault.UNPACKS_TOO_LARGE


def test_a_zip_bomb_that_lies_about_its_size_is_refused():
    data = with_parts(one_sheet(["name"]), sheet=sheet("<sheetData/>" + " " * 30_000_000))
    lying = _with_declared_size(data, "xl/worksheets/sheet1.xml", 500)
    assert fault_of(lying).fault is TableFault.DAMAGED


def _with_declared_size(data: bytes, name: str, size: int) -> bytes:
    """Write another unpacked size into both headers of a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true = archive.getinfo(name).file_size.to_bytes(4, "little")
    assert data.count(true) >= 2
    return data.replace(true, size.to_bytes(4, "little"))


def test_a_workbook_larger_than_the_limit_is_refused_while_it_is_unpacked():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 99991}</v></c></row>' for n in range(1, 5000))
    data = with_parts(one_sheet(["name"]), sheet=sheet(f"<sheetData>{rows}</sheetData>"))
    assert fault_of(data, limits=Limits(unpacked=50_000)).fault is TableFault.UNPACKS_TOO_LARGE


def test_archives_inside_the_archive_are_never_opened():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as nested:
        nested.writestr("bomb", b"\0" * 5_000_000)
    data = with_parts(one_sheet(["name"]), **{"xl/embeddings/inner.zip": inner.getvalue()})
    assert read(data) == [["name"]]


def test_too_many_parts_are_refused():
    data = with_parts(one_sheet(["name"]), **{f"xl/media/{n}.png": b"" for n in range(60)})
    assert fault_of(data, limits=Limits(parts=50)).fault is TableFault.DAMAGED


def test_two_cells_far_apart_do_not_take_the_memory():
    first, last = '<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="900000"><c r="XFD900000"><v>1</v></c></row>'
    fault = fault_of(with_parts(one_sheet(["name"]), sheet=sheet(f"<sheetData>{first}{last}</sheetData>")))
    assert fault.fault is TableFault.TOO_MANY_ROWS
    assert fault.details["line"] == 900000
    wide = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData>'
    assert fault_of(with_parts(one_sheet(["name"]), sheet=sheet(wide))).fault is TableFault.TOO_MANY_COLUMNS


def test_one_long_text_used_by_many_cells_does_not_take_the_memory():
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    texts = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 30_000}</t></si></sst>'
    )
    data = with_parts(one_sheet(["name"]), sheet=sheet(f"<sheetData>{cells}</sheetData>"), texts=texts.encode())
    assert fault_of(data).fault is TableFault.TOO_MANY_CELLS
    longer = texts.replace("x" * 30_000, "x" * 40_000).encode()
    assert fault_of(with_parts(data, texts=longer)).fault is TableFault.CELL_TOO_LONG


def test_formatting_that_reaches_to_the_last_row_is_no_content():
    empty = (
        '<sheetData><row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    )
    assert read(with_parts(one_sheet(["name"]), sheet=sheet(empty))) == [["7"]]


def test_a_document_type_that_makes_bytes_grow_is_refused():
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    data = with_parts(one_sheet(["name"]), sheet=sheet("<sheetData/>", head=laughs))
    assert fault_of(data).fault is TableFault.DAMAGED
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert fault_of(with_parts(data, sheet=sheet("&a;", head=outside))).fault is TableFault.DAMAGED


@pytest.mark.parametrize(
    "inside",
    [
        '<sheetData><row r="1"><c r="1A"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="x"><c r="A1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>',
        "<sheetData><row>",
        '<sheetData><row r="1"><c r="AAAA1"><v>1</v></c></row></sheetData>',
        '<cols><col hidden="1" min="x" max="2"/></cols><sheetData/>',
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused(inside):
    fault = fault_of(with_parts(one_sheet(["name"]), sheet=sheet(inside)))
    assert fault.fault is TableFault.DAMAGED


def test_macros_are_refused():
    assert fault_of(with_parts(one_sheet(["name"]), **{"xl/vbaProject.bin": b"x"})).fault is TableFault.MACROS


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("xl/workbook.bin", TableFault.OTHER_SPREADSHEET),
        ("content.xml", TableFault.OTHER_SPREADSHEET),
        ("word/document.xml", TableFault.NOT_A_TABLE),
        ("photo.jpg", TableFault.NOT_A_TABLE),
    ],
)
def test_other_archives_are_refused_in_their_own_words(name, fault):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, b"x")
    assert fault_of(target.getvalue()).fault is fault


def test_old_excel_and_a_password_are_told_apart():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    assert fault_of(ole + "Workbook".encode("utf-16-le")).fault is TableFault.OLD_EXCEL
    assert fault_of(ole + "EncryptedPackage".encode("utf-16-le")).fault is TableFault.PASSWORD


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_workbook_that_was_cut_off_is_refused(keep):
    data = one_sheet(["name"], ["Коваль"])
    assert fault_of(data[: int(len(data) * keep)]).fault is TableFault.DAMAGED


@given(st.integers(0, 5000), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_a_changed_byte_is_read_or_refused(place, value):
    data = bytearray(BROKEN)
    data[place % len(data)] = value
    with contextlib.suppress(UnreadableTable):
        assert [row.line for row in tables.read_table(bytes(data)).rows] <= [
            1,
            2,
            3,
        ]  # a damaged file may lose what it cannot prove, never gain


BROKEN = one_sheet(["name", "born"], ["Коваль", 31107], ["Гук", "1950-01-20"])


# --- writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+380001112233",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u200b=1",
        "＝1",
        "\ufeff+1",
        "|cmd",
        "%0",
        "\n=1",
    ],
)
def test_a_cell_that_would_start_a_formula_gets_an_apostrophe_and_loses_nothing(cell):
    assert disarm(cell) == f"'{cell}"
    assert rearm(disarm(cell)) == cell


@pytest.mark.parametrize("cell", ["", "Коваль", "380001112233", "'Абд", "O'Neil", "(+380)", "а=б", "—"])
def test_a_harmless_cell_is_written_as_it_is(cell):
    assert disarm(cell) == cell
    assert rearm(cell) == cell


def test_csv_is_utf8_with_the_mark_excel_looks_for_and_every_cell_in_quotes():
    target = io.BytesIO()
    assert tables.write_csv(target, [["Ім'я", "Тел"], ["Олена;=1", "+380"]], delimiter=";") == 2
    assert target.getvalue() == '\ufeff"Ім\'я";"Тел"\r\n"Олена;=1";"\'+380"\r\n'.encode()


def test_xlsx_holds_texts_only_and_no_name_of_anybody():
    target = io.BytesIO()
    rows = [["name", "phone"], ["=HYPERLINK(1)", "+380001112233"], ["http://example.org", "007"]]
    assert tables.write_xlsx(target, rows) == 3
    data = target.getvalue()
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python() == rows
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "<hyperlink" not in page.lower()
        assert "hidden" not in page
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")
        assert b"<dc:creator></dc:creator>" in archive.read("docProps/core.xml")


def test_what_excel_would_not_open_is_written_all_the_same():
    target = io.BytesIO()
    tables.write_xlsx(target, [["a"], ["\x00\x01\udc80"], ["x" * 40_000]])
    assert len(read(target.getvalue())[-1][0]) == 32_767


def test_csv_reading_and_python_agree_on_ordinary_rows():
    rows = [["a", "b"], ["1", 'say "hi"'], ["", "x,y"]]
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    assert read(target.getvalue().encode()) == rows
