"""What is asked of a Word template before it is used: no macros, nothing fetched, known fields."""

import difflib
import io
import re
from collections.abc import Iterator

import docx
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from jinja2 import TemplateError
from lxml import etree

from webapp.domain.errors import Incomplete
from webapp.packs.cover.template import BLOCKS, EXAMPLE, LINES, NEEDED, fill
from webapp.packs.papers import packages

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 400
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_NAME = re.compile(r"\{\{(p?)\s+(\w+)\s*\}\}|\{%p?\s+(?:if\s+(?:not\s+)?(\w+)|endif|else)\s*%\}")
_PROPERTIES, _BODY = "properties", "/word/document.xml"
_FILLED = re.compile(r"properties|/word/(document|header\d*|footer\d*|footnotes)\.xml")


def check(file: bytes) -> None:
    """Raise Incomplete with a sentence when a file is no template that can be filled.

    It is looked at by its content, whatever its name; nothing in it is run or fetched.
    """
    parts = _parts(file)
    for name, content in parts.items():
        packages.check_part(name, content)
    if MAIN not in parts["[Content_Types].xml"].decode(errors="replace"):
        raise Incomplete("Save it as a Word document (.docx), not as a template or with macros")
    try:
        named = list(_fields(docx.Document(io.BytesIO(file))))
    except (KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Incomplete(packages.DAMAGED) from error
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
    none = Incomplete("Choose a Word document (.docx): this file is something else")
    try:
        parts = packages.parts(
            file,
            most_parts=MOST_PARTS,
            most_unpacked=MOST_UNPACKED,
            too_large="The file is far larger unpacked than a letterhead can be",
        )
    except packages.NoPackage as error:
        raise none from error
    if "word/document.xml" not in parts:
        raise none
    return parts


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
        for paragraph in packages.parsed(content).iter(qn("w:p")):
            words = "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
            yield str(part.partname), words
