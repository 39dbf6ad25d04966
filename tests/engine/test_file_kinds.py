"""Kinds of files are told by what is in them, not by their names."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from bpmn.sentence import Sentence
from engine.file_kinds import LARGEST, clean_name, told

PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n..."


def archive(**files: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as writing:
        for name, content in files.items():
            writing.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("surat.pdf", PDF, "application/pdf"),
        ("KTP.PNG", PNG, "image/png"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("foto.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("scan.tif", b"II*\x00rest", "image/tiff"),
        ("catatan.txt", "Café ☕".encode(), "text/plain"),
        ("data.csv", b"a;b\n1;2\n", "text/csv"),
        ("surat.docx", archive(word__document_xml=b"<w/>"),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("surat.odt", archive(mimetype=b"application/vnd.oasis.opendocument.text"),
         "application/vnd.oasis.opendocument.text"),
    ],
)  # fmt: skip
def test_what_may_be_stored(name: str, content: bytes, media_type: str) -> None:
    kind = told(name, content)
    assert not isinstance(kind, Sentence)
    assert kind.media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("kosong.pdf", b"", "is empty"),
        ("besar.pdf", PDF + b"x" * LARGEST, "at most 10 MB"),
        ("surat.pdf", PNG, "what is in it is PNG"),
        ("surat.exe", b"MZ\x90\x00\x03", "none of the kinds"),
        ("surat.pdf.exe", PDF, "what is in it is PDF"),
        ("page.txt", b"  <html><script>", "none of the kinds"),
        ("gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of the kinds"),
        ("arsip.zip", archive(anything=b"x"), "none of the kinds"),
        ("makro.docx", archive(word__document_xml=b"<w/>", word__vbaProject_bin=b"x"), "none of the kinds"),
        ("rusak.docx", b"PK\x03\x04broken", "none of the kinds"),
        ("surat", PDF, "ends in .pdf"),
    ],
)
def test_what_may_not_be_stored(name: str, content: bytes, words: str) -> None:
    refused = told(name, content)
    assert isinstance(refused, Sentence)
    assert words in str(refused)


def test_names_are_made_harmless() -> None:
    assert clean_name("C:\\Users\\ana\\surat.pdf") == "surat.pdf"
    assert clean_name("../../etc/passwd") == "passwd"
    assert clean_name('a"b\r\nc<d>.pdf') == "abcd.pdf"
    assert clean_name("x" * 400 + ".pdf") == "x" * 150 + ".pdf"
