"""What kind of file some content is, told by the content alone, and which kinds may belong to a case."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO

from bpmn.sentence import Sentence, say

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``endings``: how the names of such files end."""

    media_type: str
    title: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", "PDF", ("pdf",))
PNG = Kind("image/png", "PNG", ("png",))
JPEG = Kind("image/jpeg", "JPEG", ("jpg", "jpeg"))
WEBP = Kind("image/webp", "WebP", ("webp",))
TIFF = Kind("image/tiff", "TIFF", ("tif", "tiff"))
TEXT = Kind("text/plain", "text", ("txt",))
CSV = Kind("text/csv", "CSV", ("csv",))
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Kind(OFFICE + "wordprocessingml.document", "DOCX", ("docx",))
XLSX = Kind(OFFICE + "spreadsheetml.sheet", "XLSX", ("xlsx",))
PPTX = Kind(OFFICE + "presentationml.presentation", "PPTX", ("pptx",))
ODT = Kind("application/vnd.oasis.opendocument.text", "ODT", ("odt",))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", "ODS", ("ods",))
KINDS = (PDF, PNG, JPEG, WEBP, TIFF, TEXT, CSV, DOCX, XLSX, PPTX, ODT, ODS)
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}

BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"II*\x00", TIFF), (b"MM\x00*", TIFF), (b"%PDF-", PDF),
)  # fmt: skip
IN_ARCHIVES = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))


def clean_name(name: str) -> str:
    """The last part of a file's name, without what a disk or a header could stumble over."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:150]}{dot}{ending[:20]}" if stem else kept[:150]


def told(name: str, content: bytes) -> Kind | Sentence:
    """The kind of a file, or why it may not be taken."""
    if not content:
        return say("The file {name} is empty. Nothing was stored.", name=name)
    if len(content) > LARGEST:
        return say(
            "The file {name} has {size} MB; at most {most} MB can be stored. Nothing was stored.",
            name=name, size=round(len(content) / 2**20, 1), most=LARGEST // 2**20,
        )  # fmt: skip
    kind, named = _by_content(name, content), BY_ENDING.get(name.rpartition(".")[2].lower())
    known = ", ".join(one.title for one in KINDS)
    if kind is None:
        return say(
            "What is in the file {name} is none of the kinds that can be stored ({known}). Nothing was stored.",
            name=name, known=known,
        )  # fmt: skip
    if named is not kind:
        return say(
            "The file is called {name}, but what is in it is {kind}. Give it a name that ends in .{ending}. Nothing "
            "was stored.", name=name, kind=kind.title, ending=kind.endings[0],
        )  # fmt: skip
    return kind


def _by_content(name: str, content: bytes) -> Kind | None:
    for beginning, kind in BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    return _text(name, content)


def _archive(content: bytes) -> Kind | None:
    """A document of an office program; nothing is unpacked. One with macros is none that may be stored."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any("vbaproject" in name.lower() or name.lower().startswith("basic/") for name in names):
                return None
            first = archive.infolist()[0] if names else None
            if first is not None and first.filename == "mimetype" and first.file_size < 100:
                declared = archive.read(first).decode("ascii", "replace").strip()
                return next((kind for kind in (ODT, ODS) if kind.media_type == declared), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return None
    return next((kind for part, kind in IN_ARCHIVES if part in names), None)


def _text(name: str, content: bytes) -> Kind | None:
    """Text in UTF-8 that no browser would take for a page."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text) or text.lstrip()[:1] == "<":
        return None
    return CSV if name.lower().endswith(".csv") else TEXT
