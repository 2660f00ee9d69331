"""Gives the rows of a document out as tables: a ZIP with one CSV file for each kind of row."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec
from msgspec.structs import FieldInfo

from webapp.packs.dataset import Dataset
from webapp.packs.document import Document
from webapp.waymark_verify import packed

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell must not begin with, or a spreadsheet could run it (OWASP, CSV injection)."""
NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?")
"""A number below nought, which is no formula."""
PARTICULARS = (
    "organisation",
    "programme",
    "phase",
    "period",
    "starts_on",
    "ends_on",
    "audience_name",
    "edition",
    "prepared_on",
    "public",
    "fingerprint",
    "schema",
)
"""What the first file says of the edition."""


def render(document: Document) -> bytes:
    """Return the ZIP. The same document gives the same bytes.

    The files are UTF-8 with a mark that Excel needs to know it, and lines end as RFC 4180 says.
    """
    fields = msgspec.to_builtins(document, builtin_types=(Decimal,))
    files = {"edition.csv": _file(PARTICULARS, [fields])}
    if fields["data"] is not None:
        for kind in msgspec.structs.fields(Dataset):
            files[f"{kind.name}.csv"] = _file(columns_of(kind), fields["data"][kind.name])
    return packed(files)


def columns_of(kind: FieldInfo) -> list[str]:
    """Return the columns of a kind of row, a field of `Dataset`; also where there is no row."""
    return [field.name for field in msgspec.structs.fields(kind.type.__args__[0])]


def _file(columns: Sequence[str], rows: Iterable[dict[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    """Return a value as it stands in a cell; typed text that looks like a formula is made inert."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    words = str(value)
    formula = words.lstrip(" ").startswith(FORMULA) and not NUMBER.fullmatch(words)
    return f"'{words}" if formula else words
