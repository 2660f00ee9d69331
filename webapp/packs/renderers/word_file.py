"""A Word file as a whole: parts put into it, its properties, the same bytes every time."""

import io
import zipfile
from datetime import datetime

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml.etree import _Element

# A zip file's clock starts here; every part of the file carries this date.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def elements(body: str) -> list[_Element]:
    """Return WordprocessingML as the elements of a file's body."""
    return list(parse_xml(f"<w:body {nsdecls('w', 'r')}>{body}</w:body>"))


def finish(
    file: docx.document.Document, *, title: str, subject: str, author: str, language: str, on: str
) -> bytes:
    """Write what the file is into its properties and return its bytes; `on` is an ISO date."""
    properties = file.core_properties
    properties.title = title
    properties.subject = subject
    properties.author = properties.last_modified_by = author
    properties.language = language
    properties.created = properties.modified = datetime.fromisoformat(on)
    properties.revision = 1
    properties.comments = properties.keywords = ""
    written = io.BytesIO()
    file.save(written)
    return _repeatable(written)


def _repeatable(written: io.BytesIO) -> bytes:
    """Return the zip file with its parts in a fixed order and with a fixed date."""
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w") as target:
        first = "[Content_Types].xml"
        for name in sorted(source.namelist(), key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            packed = name.endswith(".png")  # already, and it would not get smaller
            method = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name), method, 6)
    return result.getvalue()
