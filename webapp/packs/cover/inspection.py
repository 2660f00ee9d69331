"""What is asked of a Word template before it is used: no macros, nothing fetched, known fields."""

import difflib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from jinja2 import TemplateError
from lxml import etree

from webapp.domain.errors import Incomplete
from webapp.packs.cover.template import BLOCKS, EXAMPLE, LINES, NEEDED, fill

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 400
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_NAME = re.compile(r"\{\{(p?)\s+(\w+)\s*\}\}|\{%p?\s+(?:if\s+(?:not\s+)?(\w+)|endif|else)\s*%\}")
_REFUSED_PARTS = ("vbaproject", "activex", "oleobject", "embeddings/", "macrosheet", "afchunk")
_REFUSED_INSTRUCTIONS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|EMBED)\b",
    re.IGNORECASE,
)
_PROPERTIES, _BODY = "properties", "/word/document.xml"
_FILLED = re.compile(r"properties|/word/(document|header\d*|footer\d*|footnotes)\.xml")


def check(file: bytes) -> None:
    """Raise Incomplete with a sentence when a file is no template that can be filled.

    It is looked at by its content, whatever its name; nothing in it is run or fetched.
    """
    parts = _parts(file)
    for name, content in parts.items():
        _check_part(name, content)
    if MAIN not in parts["[Content_Types].xml"].decode(errors="replace"):
        raise Incomplete("Save it as a Word document (.docx), not as a template or with macros")
    try:
        named = list(_fields(docx.Document(io.BytesIO(file))))
    except (KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Incomplete("Word could not open this file either: it is damaged") from error
    missing = [f"{{{{{'p' * (name in BLOCKS)} {name} }}}}" for name in NEEDED if name not in named]
    if missing:
        raise Incomplete(f"The template does not print {', '.join(missing)}")
    try:
        fill(file, EXAMPLE)
    except (TemplateError, etree.XMLSyntaxError, ValueError, KeyError) as error:
        raise Incomplete(
            "A report cannot be filled into it. Check that each field stands in one place and "
            "every {% if %} has its {% endif %}"
        ) from error


def _parts(file: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file; raises Incomplete when it is none, or far too large."""
    if len(file) > MOST_BYTES:
        raise Incomplete(f"The file must be smaller than {MOST_BYTES // 1_000_000} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED:
                raise Incomplete("The file is far larger unpacked than a letterhead can be")
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise Incomplete("Choose a Word document (.docx): this file is something else") from error
    if not {"[Content_Types].xml", "word/document.xml"} <= parts.keys():
        raise Incomplete("Choose a Word document (.docx): this file is something else")
    return parts


def _check_part(name: str, content: bytes) -> None:
    """Raise Incomplete for a part that could run, fetch or hide something."""
    if any(word in name.lower() for word in _REFUSED_PARTS):
        raise Incomplete("Take out macros, controls and embedded files, then send it again")
    if not name.endswith((".xml", ".rels")):
        return
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content:
        raise Incomplete("The file holds XML that Word does not write. Save it with Word again")
    try:
        tree = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise Incomplete("Word could not open this file either: it is damaged") from error
    for element in tree.iter(f"{{{_RELATIONSHIPS}}}Relationship"):
        outside = element.get("TargetMode") == "External"
        link = element.get("Type", "").endswith("/hyperlink")
        target = element.get("Target", "").lower()
        if outside and not (link and target.startswith(("https://", "http://", "mailto:"))):
            raise Incomplete(
                "The file fetches something from elsewhere, such as a linked picture or a template "
                "attached to it. Put pictures into the file, take the rest out"
            )
        if any(word in target + element.get("Type", "").lower() for word in _REFUSED_PARTS):
            raise Incomplete("Take out macros, controls and embedded files, then send it again")
    # Word may part an instruction anywhere; a new field begins at each mark between them.
    instructions = "".join(
        (element.text or "") + (element.get(qn("w:instr")) or "")
        if element.tag != qn("w:fldChar")
        else " "
        for element in tree.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:fldChar"))
    )
    if found := _REFUSED_INSTRUCTIONS.search(instructions):
        raise Incomplete(f"The file holds the Word field {found[0]}, which fetches or runs things")


_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _fields(file: WordFile) -> Iterator[str]:
    """Yield the fields a template names; raises Incomplete for anything else in braces."""
    for place, text in _texts(file):
        for tag in _TAG.findall(text):
            if not _FILLED.fullmatch(place):
                raise Incomplete(f"“{tag[:80]}” stands where nothing is filled in, such as a note")
            yield from _named(tag, alone=text.strip() == tag and place == _BODY)
        rest = _TAG.sub("", text)
        if "{{" in rest or "}}" in rest or "{%" in rest or "%}" in rest:
            raise Incomplete(f"A field is not closed in “{text.strip()[:80]}”")


def _named(tag: str, *, alone: bool) -> Iterator[str]:
    """Yield the field of a tag; raises Incomplete with what is wrong about it."""
    found = _NAME.fullmatch(tag)
    if found is None:
        raise Incomplete(
            f"“{tag[:80]}” cannot be used. A field is written like {{{{ title }}}} and a condition "
            "like {% if agenda_item %} … {% endif %}"
        )
    name = found[2] or found[3]
    if name is None:
        return
    if name not in LINES and name not in BLOCKS:
        near = difflib.get_close_matches(name, [*LINES, *BLOCKS], 1, 0.5)
        hint = f" Do you mean “{near[0]}”?" if near else " The list of fields is below."
        raise Incomplete(f"There is no field “{name}”.{hint}")
    block = name in BLOCKS and found[3] is None
    if block and not (found[1] and alone):
        raise Incomplete(
            f"Write {{{{p {name} }}}} in a paragraph of its own: it is whole paragraphs"
        )
    if not block and found[1]:
        raise Incomplete(f"Write {{{{ {name} }}}} without the p: it is words, not paragraphs")
    yield name


def _texts(file: WordFile) -> Iterator[tuple[str, str]]:
    """Yield the words of each paragraph with its part, and those of the properties."""
    properties = file.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield _PROPERTIES, getattr(properties, name) or ""
    for part in file.part.package.iter_parts():
        content = part.blob if str(part.partname).startswith("/word/") else b""
        if not str(part.partname).endswith(".xml") or not content:
            continue
        for paragraph in etree.fromstring(content, _PARSER).iter(qn("w:p")):
            words = "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
            yield str(part.partname), words
