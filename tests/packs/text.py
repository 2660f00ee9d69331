"""Reads the words back out of a pack in each format, and finds what is not there."""

import io
import json
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import iterparse

_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_WORD = re.compile(r"\w+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u00ad\ufeff]")
_BLOCK_TAGS = frozenset(
    ("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "div", "br", "tr")
) | {"caption", "title", "section", "header", "footer"}
# What stands before the rest of its block.
_FIRST = frozenset({"marker", "title", "text", "label", "caption", "header"})
_WORDPROCESSING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text; marks, quotes and white space are what parts them."""
    plain = _MARKDOWN_LINK.sub(r"\1", _INVISIBLE.sub("", text))
    return _WORD.findall(unicodedata.normalize("NFKC", plain).replace("_", " "))


def html_text(page: bytes) -> str:
    """Return what a reader of a web page reads, styles and scripts left out."""
    reader = _PageText()
    reader.feed(page.decode())
    return "".join(reader.parts)


def pdf_text(file: bytes, *options: str) -> str:
    """Return what `pdftotext` reads; pass "-raw" or "-layout" for its other orders."""
    done = subprocess.run(
        ["pdftotext", *options, "-enc", "UTF-8", "-", "-"],
        input=file,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def docx_text(file: bytes) -> str:
    """Return the words of a Word file's body, a line for each paragraph."""
    parts: list[str] = []
    with zipfile.ZipFile(io.BytesIO(file)) as archive, archive.open("word/document.xml") as body:
        for _, element in iterparse(body):  # noqa: S314 - a file we have just made
            match element.tag.removeprefix(_WORDPROCESSING):
                case "t":
                    parts.append(element.text or "")
                case "tab" | "br":
                    parts.append(" ")
                case "p":
                    parts.append("\n")
    return "".join(parts)


def json_text(file: bytes) -> str:
    """Return the words of a pack's data in document order, a line for each paragraph."""
    return "\n".join(_strings(json.loads(file)))


def missing_runs(source_strings: Iterable[str], text: str) -> list[str]:
    """Return the strings whose words do not stand in `text` as one unbroken run."""
    haystack = f" {' '.join(tokens(text))} "
    return [string for string in source_strings if f" {' '.join(tokens(string))} " not in haystack]


class _PageText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.silent += tag in {"style", "script"}
        self.parts.append("\n" if tag in _BLOCK_TAGS else "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"style", "script"}
        self.parts.append("\n" if tag in _BLOCK_TAGS else "")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def _strings(value: Any) -> Iterator[str]:
    """Yield strings; the runs of one paragraph are one string, a marker stands before its item."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, dict) and "inlines" in value:
        yield "".join(part.get("text", part.get("label", " ")) for part in value["inlines"])
    elif isinstance(value, dict):
        for key in sorted(value, key=lambda key: (key not in _FIRST, key)):
            yield from _strings(value[key]) if key != "type" else ()
