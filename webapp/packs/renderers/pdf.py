"""Sets a document as a tagged PDF that is PDF/UA-1 and PDF/A-3a at once, its data attached."""

import re
from bisect import bisect
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import msgspec
import typst

from webapp.domain.blocks import Chart, Facts, Table
from webapp.drawing import pictures
from webapp.drawing.fonts import FACES, covered, face, printable
from webapp.narrative import TEMPLATES
from webapp.packs.cover.document import CoverDocument
from webapp.packs.document import Document
from webapp.packs.renderers import columns, data
from webapp.waymark_verify import SHA256

LAYOUTS = TEMPLATES / "packs"
UPRIGHT = columns.Type(line=470.5, size=10, room=11)
WIDE = columns.Type(line=717, size=8, room=6, stacked=True)
"""How the sheet sets tables, upright and on a page on its side."""

_LONG_WORD = re.compile(r"[^\s\u200b]{31,}")
_LONG_WORD_IN_JSON = re.compile(r'[^\s\u200b"\\]{31,}')
_CARRIAGE_RETURN = re.compile(rb"\r\nendstream")
_OFFSET = re.compile(rb"(\d{10}) 00000 n")
_PIECE = 12


def render(document: Document) -> bytes:
    """Return the PDF. Its dates are the document's, so the same document gives the same bytes.

    Raises typst.TypstError when it cannot be set in a way that conforms.
    """
    fields, drawn = with_pictures(document)
    return set_pages("pack.typ", fields, attached=data.render(document), drawn=drawn)


def with_pictures(document: Document | CoverDocument) -> tuple[dict[str, Any], list[str]]:
    """Return a document as plain data for its layout, and the pictures (SVG) its charts number.

    Its tables have the widths of their columns in points; rows say whether they stand on one page.
    """
    fields = msgspec.to_builtins(document)
    fields["particulars"] = document.particulars
    fields["running_title"] = document.running_title
    drawn: list[str] = []
    for section, part in zip(fields["sections"], document.sections, strict=True):
        for plain, block in zip(section["blocks"], part.blocks, strict=True):
            if isinstance(block, Table | Facts):
                plain["on_one_page"] = columns.on_one_page(block)
            if isinstance(block, Chart):
                plain["picture"] = len(drawn)
                drawn.append(pictures.vector(block.data).svg)
            if isinstance(block, Table):
                plain["widths"] = columns.fitted(block, WIDE if part.wide else UPRIGHT)
    return fields, drawn


def set_pages(
    layout: str, fields: dict[str, Any], *, attached: bytes = b"", drawn: Sequence[str] = ()
) -> bytes:
    """Return a PDF of plain data, set by a layout of `templates/packs`.

    `fields` holds what that layout asks for, and `prepared_on`, the ISO date of the file;
    `attached` is the data (JSON) that goes with the pages, `drawn` the pictures of its charts.
    Raises typst.TypstError when it cannot be set in a way that conforms.
    """
    text = msgspec.json.encode(fields).decode()
    if not _all_printable(text):
        text = msgspec.json.encode(_printable(fields)).decode()
    compiler, lock = _compiler()
    with lock:
        pdf = compiler.compile(
            input=str(LAYOUTS / layout),
            sys_inputs={
                "document": text,
                "attached": attached.decode(),
                "pictures": msgspec.json.encode(drawn).decode(),
            },
            format="pdf",
            pdf_standards=["ua-1", "a-3a"],
            timestamp=datetime.fromisoformat(fields["prepared_on"]).replace(tzinfo=UTC),
        )
    assert isinstance(pdf, bytes)  # noqa: S101 - a PDF is one file; only pictures come in pages
    return _unambiguous(pdf)


def _unambiguous(pdf: bytes) -> bytes:
    """Return the PDF with a plain end to every stream, and its table of offsets to match.

    Typst ends a stream with a line feed. When the last byte of the data happens to be a carriage
    return the two read as one line end, and a validator finds the stream a byte short (PDF/A-2,
    6.1.7.1). A carriage return more makes the line end whole again.
    """
    ambiguous = [found.end() - len(b"\nendstream") for found in _CARRIAGE_RETURN.finditer(pdf)]
    if not ambiguous:
        return pdf
    *_, start = re.finditer(rb"startxref\n(\d+)", pdf)
    table = int(start[1])

    def moved(offset: int) -> int:
        return offset + bisect(ambiguous, offset)

    body = b"\r".join(pdf[begin:end] for begin, end in pairwise((0, *ambiguous, table)))
    entries = _OFFSET.sub(
        lambda entry: b"%010d 00000 n" % moved(int(entry[1])), pdf[table : start.start()]
    )
    return body + entries + b"startxref\n%d" % moved(table) + pdf[start.end() :]


def _all_printable(text: str) -> bool:
    """Return whether JSON can be set as it is: one look at the whole, for it nearly always can."""
    return set(text) <= covered() and all(
        SHA256.fullmatch(word) for word in _LONG_WORD_IN_JSON.findall(text)
    )


def _printable(value: Any) -> Any:  # noqa: ANN401 - a tree of plain data
    """Return plain data in which every character has a glyph and every long word can be broken.

    PDF/A forbids a missing glyph.
    """
    if isinstance(value, str):
        return _LONG_WORD.sub(_breakable, printable(value))
    if isinstance(value, dict):
        # An address is followed, not printed.
        return {key: part if key == "href" else _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value


def _breakable(word: re.Match[str]) -> str:
    """Return a long word with places where a line may end; a fingerprint fits its line whole."""
    text = word[0]
    if SHA256.fullmatch(text):
        return text
    return "\u200b".join(text[start : start + _PIECE] for start in range(0, len(text), _PIECE))


@cache
def _compiler() -> tuple[typst.Compiler, Lock]:
    """Return the compiler, its fonts loaded once, and the lock that gives it to one at a time."""
    # Typst reads whole folders, in the order of the disk; a folder of the faces we chose makes
    # the choice the same on every machine. It lives as long as the process.
    folder = TemporaryDirectory(prefix="waymark-fonts-")
    for name in FACES:
        file = face(name)
        (Path(folder.name) / file.name).symlink_to(file)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder.name]
    )
    compiler = typst.Compiler(str(LAYOUTS / "pack.typ"), root=str(LAYOUTS), font_paths=fonts)
    _keep.append(folder)
    return compiler, Lock()


_keep: list[TemporaryDirectory[str]] = []
