"""Which files are taken: by what is in them, whatever they are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.files import LONGEST_NAME, file_rules, judge, media_type, tidy_name
from tests.standins import samples

ODT = "application/vnd.oasis.opendocument.text"
GOOD = {
    "pdf": samples.PDF,
    "jpg": samples.picture("JPEG"),
    "png": samples.picture("PNG"),
    "webp": samples.picture("WEBP"),
    "docx": samples.document(),
    "xlsx": samples.sheet(),
    "odt": samples.archive(ODT),
    "ods": samples.archive("application/vnd.oasis.opendocument.spreadsheet"),
}
BAD = {
    "a page": samples.HTML,
    "a program": samples.PROGRAM,
    "a picture that is a page": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "an archive": samples.archive(),
    "a page that names a PDF": b"<html>%PDF-1.7</html>",
    "words": b"halo",
}


@pytest.mark.parametrize("extension", GOOD)
def test_every_type_that_is_listed_is_recognised_by_its_content(extension: str) -> None:
    found = judge(GOOD[extension]).type
    assert found is not None
    assert found.extension == extension


def test_every_listed_type_is_tried_here() -> None:
    assert {kind.extension for kind in file_rules().types} == set(GOOD)


@pytest.mark.parametrize("what", BAD)
def test_anything_else_is_refused(what: str) -> None:
    assert judge(BAD[what]).reason == "type"


def test_nothing_and_too_much_are_refused() -> None:
    assert judge(b"").reason == "empty"
    largest = file_rules().largest
    assert judge(samples.PDF + bytes(largest - len(samples.PDF))).reason is None
    assert judge(samples.PDF + bytes(largest - len(samples.PDF) + 1)).reason == "too_large"


def test_a_name_is_a_name_and_not_a_way() -> None:
    pdf = judge(samples.PDF).type
    assert pdf is not None
    assert tidy_name("KTP saya.JPG", pdf) == "KTP saya.pdf"
    assert tidy_name("../../etc/passwd", pdf) == "passwd.pdf"
    assert tidy_name("C:\\berkas\\surat.pdf", pdf) == "surat.pdf"
    assert tidy_name("", pdf) == "berkas.pdf"


@given(st.text(max_size=300))
def test_no_name_holds_a_path_a_control_sign_or_a_second_end(name: str) -> None:
    tidied = tidy_name(name, media_type("application/pdf"))
    assert tidied.endswith(".pdf")
    assert 5 <= len(tidied) <= LONGEST_NAME + 4
    assert not set('<>:"/\\|?*\r\n\x00') & set(tidied)
    assert tidied == tidied.strip()
