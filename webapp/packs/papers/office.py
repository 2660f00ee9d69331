"""A Word document or Excel workbook, packed anew without what its program noted about people."""

import re

from lxml import etree

from models.enums import PaperKind
from webapp.domain.errors import Incomplete
from webapp.packs.papers import packages
from webapp.packs.papers.files import ACCEPTED, Found, Inert, sentences

MOST_PARTS = 4_000
MOST_UNPACKED = 200_000_000
KINDS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": (
        PaperKind.WORD
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": PaperKind.EXCEL,
}
"""By the content type of the main part; those with macros and templates have others."""
TOO_LARGE = "The file is far larger unpacked than a paper can be. Save it as a PDF"
PROPERTIES = ("docprops/", "customxml/", "docmetadata/")
"""Parts that say who wrote the file on which computer, in which system it is kept, and the like."""
OF_PROPERTIES = (
    *("/core-properties", "/extended-properties", "/custom-properties", "/thumbnail"),
    *("/customXml", "/customXmlProps", "/classificationlabels"),
)
TEMPLATE = "/attachedTemplate"

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FETCHES = re.compile(
    r"\b(WEBSERVICE|RTD|CALL|REGISTER(\.ID)?|EXEC|IMAGE)\s*\(|\|\s*'", re.IGNORECASE
)


def rewrite(file: bytes) -> Inert:
    """Return an Office file made inert.

    Raises Incomplete with what is in the way: macros, controls, embedded files, and whatever is
    fetched from elsewhere, since taking those out would change what the paper says.
    """
    try:
        parts = packages.parts(
            file, most_parts=MOST_PARTS, most_unpacked=MOST_UNPACKED, too_large=TOO_LARGE
        )
    except packages.NoPackage as error:
        raise _not_accepted() from error
    kind = _kind(parts[packages.CONTENT_TYPES])
    kept: dict[str, bytes] = {}
    templates = 0
    for name, content in parts.items():
        if name.lower().startswith(PROPERTIES) or name.endswith("/"):
            continue
        inside, linked = _without_notes(name, content)
        templates += linked
        packages.check_part(name, inside)
        if kind is PaperKind.EXCEL and name.lower().endswith(".xml"):
            _check_formulas(inside)
        kept[name] = inside
    found = Found(templates, "link to a template was", "links to templates were")
    return Inert(kind=kind, content=packages.packed(kept), taken_out=sentences(iter([found])))


def _not_accepted() -> Incomplete:
    return Incomplete(
        f"Choose {ACCEPTED}: this file is something else. Files with macros and older Office files "
        "can be saved as one of these first"
    )


def _kind(content_types: bytes) -> PaperKind:
    """Return what the main part is; raises Incomplete for a file with none or several."""
    tree = packages.parsed(content_types)
    found = {row.get("ContentType", "") for row in tree} & KINDS.keys()
    if len(found) != 1:
        raise _not_accepted()
    return KINDS[found.pop()]


def _without_notes(name: str, content: bytes) -> tuple[bytes, int]:
    """Return a part without ways to its properties, and how many templates it was attached to."""
    if name != packages.CONTENT_TYPES and not name.endswith((".rels", "word/settings.xml")):
        return content, 0
    tree = packages.parsed(content)
    gone = [row for row in tree if _is_note(row)]
    for row in gone:
        tree.remove(row)
    templates = sum(row.get("Type", "").endswith(TEMPLATE) for row in gone)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True), templates


def _is_note(row: etree._Element) -> bool:
    """Return whether an entry leads to a part, or to a template, that is left out."""
    if row.tag == f"{_WORD}attachedTemplate":
        return True
    if row.tag == f"{_TYPES}Override":
        return bool(row.get("PartName", "").lower().lstrip("/").startswith(PROPERTIES))
    return bool(row.get("Type", "").endswith((*OF_PROPERTIES, TEMPLATE)))


def _check_formulas(content: bytes) -> None:
    """Raise Incomplete for a sheet whose cells fetch something or call a program."""
    for element in packages.parsed(content).iter(f"{_SHEET}f", f"{_SHEET}definedName"):
        if _FETCHES.search(element.text or ""):
            raise Incomplete(
                "The workbook holds formulas that fetch something from elsewhere or call a "
                "program. Put their values in their place"
            )
