"""Office files as what they are: ZIP files of parts. What no part may hold, for every use of them.

Word templates of cover reports and papers from outside go through the same checks.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from docx.oxml.ns import qn
from lxml import etree

from webapp.domain.errors import Incomplete

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
REFUSED_PARTS = (
    *("vbaproject", "activex", "oleobject", "embeddings/", "macrosheet", "afchunk"),
    *("externallink", "connections.xml", "querytable", "webextension", "customui"),
)
REFUSED_KINDS = ("/package", "/control", "/subdocument", "/frame", "/attachedtoolbars")
"""Relationships to embedded files, controls and the like, whatever their parts are called."""
MACROS = "Take out macros, controls and embedded files, then send it again"
DAMAGED = "Word could not open this file either: it is damaged"

_REFUSED_INSTRUCTIONS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|EMBED)\b",
    re.IGNORECASE,
)
_LINKS = ("https://", "http://", "mailto:")


class NoPackage(Exception):
    """A file is no Office file that can be opened."""


def parts(file: bytes, *, most_parts: int, most_unpacked: int, too_large: str) -> dict[str, bytes]:
    """Return the parts of an Office file by name; nothing is unpacked beyond the limits (bytes).

    Raises Incomplete with the sentence `too_large` where it holds more, or NoPackage.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > most_parts or unpacked > most_unpacked:
                raise Incomplete(too_large)
            found = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise NoPackage from error
    if CONTENT_TYPES not in found or len(found) < len(entries):
        raise NoPackage
    return found


def check_part(name: str, content: bytes) -> None:
    """Raise Incomplete for a part that could run, fetch or hide something."""
    if any(word in name.lower() for word in REFUSED_PARTS):
        raise Incomplete(MACROS)
    if not name.lower().endswith((".xml", ".rels")):
        return
    tree = parsed(content)
    for element in tree.iter(f"{{{RELATIONSHIPS}}}Relationship"):
        _check_relationship(element)
    # Word may part an instruction anywhere; a new field begins at each mark between them.
    instructions = "".join(
        (element.text or "") + (element.get(qn("w:instr")) or "")
        if element.tag != qn("w:fldChar")
        else " "
        for element in tree.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:fldChar"))
    )
    if found := _REFUSED_INSTRUCTIONS.search(instructions):
        raise Incomplete(f"The file holds the Word field {found[0]}, which fetches or runs things")


def parsed(content: bytes) -> etree._Element:
    """Return a part of XML as a tree; raises Incomplete for what Word would not write."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content:
        raise Incomplete("The file holds XML that Word does not write. Save it with Word again")
    try:
        return etree.fromstring(content, PARSER)
    except etree.XMLSyntaxError as error:
        raise Incomplete(DAMAGED) from error


def _check_relationship(element: etree._Element) -> None:
    """Raise Incomplete for a part that points to something which runs or lies elsewhere."""
    kind, target = element.get("Type", ""), element.get("Target", "").lower()
    plain_link = kind.endswith("/hyperlink") and target.strip().startswith(_LINKS)
    if element.get("TargetMode") == "External" and not plain_link:
        raise Incomplete(
            "The file fetches something from elsewhere, such as a linked picture or a template "
            "attached to it. Put pictures into the file, take the rest out"
        )
    if any(word in target + kind.lower() for word in REFUSED_PARTS) or kind.lower().endswith(
        REFUSED_KINDS
    ):
        raise Incomplete(MACROS)


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return parts as an Office file, in their order and without the dates they had."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
