"""What people type: Markdown in, blocks out, and blocks as safe HTML for a page.

The dialect is small on purpose: paragraphs, headings, lists, bold, emphasis and links. Everything
else stays on the page as the characters that were typed, so no word is ever lost to a mark-up rule.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from webapp.domain.blocks import (
    Block,
    Break,
    Heading,
    Inline,
    Item,
    ItemList,
    Paragraph,
    Text,
)

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
DEEPEST_HEADING = 5
DEEPEST_LIST = 8
REMEMBERED = 256
"""Texts kept as blocks: a pack says most of what it said the last time somebody looked."""
SCHEMES = ("http://", "https://", "mailto:")

# What XML cannot hold and no reader can see; Word files would refuse to open with it.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Bullets as they arrive from Word: real glyphs, and the private-use code of its Symbol font.
_PASTED_BULLET = re.compile(r"^([ \t]*)[•·‣▪◦●○\uf0b7\uf0a7][ \t\u00a0]+", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def clean(text: str) -> str:
    """Return text with one kind of line end and without characters that cannot be printed."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=REMEMBERED)
def parse(
    markdown: str, *, prefix: str = "", under: int = 1, source: str = ""
) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text.

    `prefix` begins the address of each paragraph ("g-activities" gives "g-activities-1"); `under`
    is the level of the heading the text stands below, so its own headings begin one deeper;
    `source` is kept on each paragraph.
    """
    text = _PASTED_BULLET.sub(r"\1- ", clean(markdown))
    reader = _Reader(prefix, under, source)
    tokens = _parser().parse(text)
    if any(token.level > 2 * DEEPEST_LIST for token in tokens):
        # Nested beyond any sense: the parser would start to drop words, so set it as it was typed.
        return reader.plain(text)
    return tuple(reader.blocks(iter(tokens)))


def plain(text: str, *, prefix: str = "", source: str = "") -> tuple[Block, ...]:
    """Return a paragraph for each line of a text that is not Markdown, such as a risk."""
    lines = (line.strip() for line in clean(text).split("\n"))
    return _Reader(prefix, 1, source).paragraphs(line for line in lines if line)


def to_html(blocks: Sequence[Block]) -> Markup:
    """Return blocks as HTML for a page, passed through an allow-list."""
    html = str(_macros().flow(blocks))
    return Markup(_cleaner().clean(html))  # noqa: S704 - escaped by the template and cleaned by the allow-list


@cache
def _cleaner() -> nh3.Cleaner:
    """Return the allow-list, made once: making it costs more than using it."""
    return nh3.Cleaner(
        tags={"p", "br", "strong", "em", "a", "ul", "ol", "li", "span", "div"}
        | {f"h{level}" for level in range(2, 7)},
        attributes={
            "*": {"class", "id"},
            "a": {"href"},
            "ol": {"role", "start"},
            "p": {"data-source"},
        },
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


class _Reader:
    """Turns the parser's tokens into blocks, counting paragraphs as it goes."""

    def __init__(self, prefix: str, under: int, source: str) -> None:
        self.prefix = prefix
        self.under = under
        self.source = source
        self.numbers = count(1)
        self.open_headings: list[int] = []

    def paragraphs(self, texts: Iterable[str]) -> tuple[Block, ...]:
        return tuple(self._paragraph((Text(text),)) for text in texts)

    def plain(self, text: str) -> tuple[Block, ...]:
        parts = (" ".join(part.split()) for part in _BLANK_LINES.split(text))
        return self.paragraphs(part for part in parts if part)

    def blocks(self, tokens: Iterator[Token]) -> Iterator[Block]:
        """Yield the blocks up to the end of the text or of the list item they stand in."""
        for token in tokens:
            match token.type:
                case "paragraph_open":
                    yield self._paragraph(tuple(_inlines(next(tokens).children or ())))
                case "heading_open":
                    yield from self._heading(int(token.tag[1]), next(tokens).children or ())
                case "bullet_list_open":
                    yield ItemList(items=tuple(self._items(tokens)))
                case "ordered_list_open":
                    start = int(token.attrs.get("start", 1))
                    items = self._items(tokens, start, token.markup)
                    yield ItemList(items=tuple(items), ordered=True, start=start)
                case "list_item_close":
                    return
                case _:
                    pass

    def _items(
        self, tokens: Iterator[Token], start: int | None = None, delimiter: str = "."
    ) -> Iterator[Item]:
        number = start
        while next(tokens).type == "list_item_open":
            marker = "" if number is None else f"{number}{delimiter}"
            blocks = tuple(self.blocks(tokens))
            yield Item(blocks=blocks or (self._paragraph((Text(""),)),), marker=marker)
            number = None if number is None else number + 1

    def _paragraph(self, inlines: tuple[Inline, ...]) -> Paragraph:
        number = next(self.numbers)
        address = f"{self.prefix}-{number}" if self.prefix else ""
        return Paragraph(inlines, address, self.source)

    def _heading(self, depth: int, children: Iterable[Token]) -> Iterator[Heading]:
        text = "".join(part.text if isinstance(part, Text) else " " for part in _inlines(children))
        if not text.strip():
            return
        # As deep as the headings it stands under: levels never skip, whatever was typed.
        self.open_headings = [level for level in self.open_headings if level < depth]
        level = min(self.under + 1 + len(self.open_headings), DEEPEST_HEADING)
        self.open_headings.append(depth)
        yield Heading(level, text, f"{self.prefix}-h{next(self.numbers)}" if self.prefix else "")


def _inlines(tokens: Iterable[Token]) -> Iterator[Inline]:
    """Yield runs of words; neighbours set the same way become one run."""
    pending: Text | Break | None = None
    for run in _runs(tokens):
        if isinstance(pending, Text) and isinstance(run, Text) and _alike(pending, run):
            pending = msgspec.structs.replace(pending, text=pending.text + run.text)
            continue
        if pending:
            yield pending
        pending = run
    if pending:
        yield pending


def _alike(one: Text, other: Text) -> bool:
    return (one.strong, one.emphasis, one.href) == (other.strong, other.emphasis, other.href)


def _runs(tokens: Iterable[Token]) -> Iterator[Text | Break]:
    """Yield a run for each piece of text the parser found, set as the marks around it say."""
    strong = emphasis = 0
    href: str | None = None
    for token in tokens:
        match token.type:
            case "text" | "text_special" if token.content:
                yield Text(token.content, bool(strong), bool(emphasis), href)
            case "softbreak":
                yield Text(" ", bool(strong), bool(emphasis), href)
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open" | "link_close":
                href = str(token.attrGet("href")) if token.nesting > 0 else None
            case "hardbreak":
                yield Break()
            case _:
                # An empty piece between two marks says nothing.
                pass


@cache
def _parser() -> MarkdownIt:
    """Return the parser of our dialect."""
    # One deeper than `parse` accepts: what it would cut off is always noticed there.
    parser = MarkdownIt("zero", {"maxNesting": 2 * DEEPEST_LIST + 4})
    parser.enable(["heading", "list", "emphasis", "link", "newline", "escape"])
    parser.validateLink = lambda url: url.lower().startswith(SCHEMES)  # type: ignore[method-assign]
    return parser


@cache
def _macros() -> Any:  # noqa: ANN401 - Jinja's modules have no types
    """Return the template macros that set blocks as HTML, the same as a pack uses."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("packs/_document.html").module
