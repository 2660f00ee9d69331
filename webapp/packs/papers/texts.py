"""Text and tables: UTF-8 without control characters, and no cell that a spreadsheet would run."""

import csv
import io
import re

from models.enums import PaperKind
from webapp.domain.errors import Incomplete
from webapp.packs.papers.files import ACCEPTED, Found, Inert, sentences

_HIDDEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks that turn the order of the characters around a reader round."""
_CODE = re.compile(r"\s*(<|\{\\rtf|%!PS)", re.IGNORECASE)
"""How pages, drawings and layouts written as text begin: a program would carry them out."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_RUNS = re.compile(r"\s*[=@+\-\t\r|%]")
_NUMBER = re.compile("\\s*[+\\-]?[\\d., \u00a0\u202f]+%?\\s*")
MOST_CELLS = 2_000_000


def rewrite(file: bytes) -> Inert:
    """Return text made inert; raises Incomplete when it is no text, or one that is code."""
    text = _read(file)
    if _CODE.match(text):
        raise Incomplete("This file is a page or a drawing written as code. Save it as a PDF")
    hidden = len(_HIDDEN.findall(text))
    text = _HIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Incomplete("The file is empty. Choose another")
    found = [Found(hidden, "hidden mark was", "hidden marks were")]
    rows = _table(text)
    if rows is None:
        return Inert(kind=PaperKind.TEXT, content=text.encode(), taken_out=sentences(iter(found)))
    formulas = 0
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    for row in rows:
        harmless = [_harmless(cell) for cell in row]
        formulas += sum(old != new for old, new in zip(row, harmless, strict=True))
        writer.writerow(harmless)
    said = sentences(iter(found))
    if formulas:
        said = (*said, f"Formulas in cells were made plain text ({formulas}).")
    return Inert(kind=PaperKind.CSV, content=target.getvalue().encode(), taken_out=said)


def _read(file: bytes) -> str:
    """Return the characters of a text; raises Incomplete for what is none."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = file.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
        break
    raise Incomplete(f"Choose {ACCEPTED}: this file is something else")


def _table(text: str) -> list[list[str]] | None:
    """Return the rows of a table parted by commas; None for a text that is none."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    except csv.Error:
        return None
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(widths) != 1 or widths == {1}:
        return None
    if len(rows) * widths.pop() > MOST_CELLS:
        raise Incomplete("The table has too many cells. Send a part of it, or a PDF")
    return rows


def _harmless(cell: str) -> str:
    """Return a cell so that no spreadsheet takes it for a formula."""
    if _RUNS.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
