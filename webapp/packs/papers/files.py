"""A file from outside as it may be kept: known by its content, rewritten so that nothing runs."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

import msgspec

from models.enums import PaperKind
from webapp.domain.errors import Incomplete
from webapp.domain.wording import counted, sentence

MEDIA_TYPES: Mapping[PaperKind, str] = {
    PaperKind.PDF: "application/pdf",
    PaperKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PaperKind.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PaperKind.PNG: "image/png",
    PaperKind.JPEG: "image/jpeg",
    PaperKind.CSV: "text/csv",
    PaperKind.TEXT: "text/plain",
}
BEGINNINGS: Mapping[bytes, str] = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "office",
    b"\x89PNG\r\n\x1a\n": "pictures",
    b"\xff\xd8\xff": "pictures",
}
"""How a file of each sort begins, and the module of this package that rewrites it."""
OLD = b"\xd0\xcf\x11\xe0"
"""How Office files of before 2007 begin, and those with a password."""
ACCEPTED = (
    "a PDF, a Word document (.docx), an Excel workbook (.xlsx), a picture (PNG or JPEG) or text"
)


class Found(msgspec.Struct, frozen=True):
    """What was taken out of a file: how many of something, with its words for one and for many."""

    count: int
    one: str
    many: str


class Inert(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be kept, and sentences that say what was taken out of it."""

    kind: PaperKind
    content: bytes
    taken_out: tuple[str, ...] = ()


def make_inert(file: bytes) -> Inert:
    """Return a file rewritten without anything that could run, fetch or hide something.

    Its name plays no part. Raises Incomplete with a sentence when it is none of the accepted kinds,
    is protected or damaged, or is far larger inside than it looks. A file made to harm its reader
    may exhaust memory or time all the same: call `apart.examine`.
    """
    if file.startswith(OLD):
        raise Incomplete(
            "This is an older Office file, or one with a password. Save it as .docx or .xlsx "
            "without a password, and send that"
        )
    sort = next((name for start, name in BEGINNINGS.items() if file.startswith(start)), "texts")
    # Loaded when a file is looked at: pikepdf and Pillow would slow every start.
    rewrite: Callable[[bytes], Inert] = import_module(f"webapp.packs.papers.{sort}").rewrite
    return rewrite(file)


def sentences(found: Iterator[Found]) -> tuple[str, ...]:
    """Return what was taken out, in sentences."""
    return tuple(
        sentence(f"{counted(row.count, row.one, row.many)} taken out.")
        for row in found
        if row.count
    )
