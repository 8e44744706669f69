"""Uploads that are too large."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, override_settings

from dodomu.web.parts import uploads

HANDLERS = [
    "dodomu.web.parts.uploads.NoLargerThanAList",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


def request_with(size: int):
    return RequestFactory().post("/", {"file": SimpleUploadedFile("list.csv", b"x" * size)})


@override_settings(FILE_UPLOAD_HANDLERS=HANDLERS)
def test_an_upload_within_the_limit_is_kept():
    assert request_with(5000).FILES["file"].size == 5000


@override_settings(FILE_UPLOAD_HANDLERS=HANDLERS)
def test_an_upload_that_announces_too_much_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 1000)
    with pytest.raises(RequestDataTooBig):
        request_with(5000).FILES["file"]


@override_settings(FILE_UPLOAD_HANDLERS=HANDLERS)
def test_an_upload_that_turns_out_larger_than_announced_is_refused(monkeypatch):
    request = request_with(200_000)
    monkeypatch.setattr(uploads, "MOST", 100_000)
    monkeypatch.setattr(uploads.NoLargerThanAList, "handle_raw_input", lambda *_, **__: None)
    with pytest.raises(RequestDataTooBig):
        request.FILES["file"]
