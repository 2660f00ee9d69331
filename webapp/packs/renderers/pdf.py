"""Sets a document as a tagged PDF that is PDF/UA-1 and PDF/A-3a at once, its data attached."""

import re
import unicodedata
from bisect import bisect
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import font_source_sans_pro
import msgspec
import typst

from webapp.narrative import TEMPLATES
from webapp.packs.document import Document
from webapp.packs.renderers import data
from webapp.packs.renderers.glyphs import characters

FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
FONTS = Path(font_source_sans_pro.__file__).parent / "files"
LAYOUTS = TEMPLATES / "packs"

_LONG_WORD = re.compile(r"[^\s\u200b]{31,}")
_LONG_WORD_IN_JSON = re.compile(r'[^\s\u200b"\\]{31,}')
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_CARRIAGE_RETURN = re.compile(rb"\r\nendstream")
_OFFSET = re.compile(rb"(\d{10}) 00000 n")
_PIECE = 12
_INVISIBLE = frozenset({"\n", "\t", "\u200b", "\u200c", "\u200d", "\ufeff", "\ufe0f", "\u00ad"})


def render(document: Document) -> bytes:
    """Return the PDF. Its dates are the document's, so the same document gives the same bytes.

    Raises typst.TypstError when it cannot be set in a way that conforms.
    """
    fields = msgspec.to_builtins(document)
    fields["particulars"] = document.particulars
    fields["running_title"] = document.running_title
    return set_pages("pack.typ", fields, attached=data.render(document))


def set_pages(layout: str, fields: dict[str, Any], *, attached: bytes = b"") -> bytes:
    """Return a PDF of plain data, set by a layout of `templates/packs`.

    `fields` holds what that layout asks for, and `prepared_on`, the ISO date of the file;
    `attached` is the data (JSON) that goes with the pages. Raises typst.TypstError when it cannot
    be set in a way that conforms.
    """
    text = msgspec.json.encode(fields).decode()
    if not _all_printable(text):
        text = msgspec.json.encode(_printable(fields)).decode()
    compiler, lock = _compiler()
    with lock:
        pdf = compiler.compile(
            input=str(LAYOUTS / layout),
            sys_inputs={"document": text, "attached": attached.decode()},
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
    return set(text) <= _covered() and all(
        _FINGERPRINT.fullmatch(word) for word in _LONG_WORD_IN_JSON.findall(text)
    )


def _printable(value: Any) -> Any:  # noqa: ANN401 - a tree of plain data
    """Return plain data in which every character has a glyph and every long word can be broken.

    PDF/A forbids a missing glyph, so a character the fonts lack is replaced by its plain form
    where it has one, else by its name in brackets ("[grinning face]").
    """
    if isinstance(value, str):
        missing = set(value) - _covered()
        if missing:
            value = value.translate(
                {ord(character): _substitute(character) for character in missing}
            )
        return _LONG_WORD.sub(_breakable, value)
    if isinstance(value, dict):
        # An address is followed, not printed.
        return {key: part if key == "href" else _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value


def _breakable(word: re.Match[str]) -> str:
    """Return a long word with places where a line may end; a fingerprint fits its line whole."""
    text = word[0]
    if _FINGERPRINT.fullmatch(text):
        return text
    return "\u200b".join(text[start : start + _PIECE] for start in range(0, len(text), _PIECE))


def _substitute(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).replace("\u2010", "-")
    if set(plain) <= _covered():
        return plain
    name = unicodedata.name(character, f"character {ord(character):04X}")
    return f"[{name.lower()}]"


@cache
def _covered() -> frozenset[str]:
    """Return the characters the fonts can print, and those that print nothing."""
    faces = (characters(FONTS / f"SourceSansPro-{face}.otf") for face in FACES)
    return _INVISIBLE.union(*faces)


@cache
def _compiler() -> tuple[typst.Compiler, Lock]:
    """Return the compiler, its fonts loaded once, and the lock that gives it to one at a time."""
    # Typst reads whole folders, in the order of the disk; a folder of the faces we chose makes
    # the choice the same on every machine. It lives as long as the process.
    folder = TemporaryDirectory(prefix="waymark-fonts-")
    for face in FACES:
        name = f"SourceSansPro-{face}.otf"
        (Path(folder.name) / name).symlink_to(FONTS / name)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder.name]
    )
    compiler = typst.Compiler(str(LAYOUTS / "pack.typ"), root=str(LAYOUTS), font_paths=fonts)
    _keep.append(folder)
    return compiler, Lock()


_keep: list[TemporaryDirectory[str]] = []
