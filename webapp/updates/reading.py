"""A text as it is read, without its marks, and what changed in it since an earlier one."""

from collections.abc import Iterable, Iterator

from webapp.domain.blocks import Block, Break, Heading, Inline, ItemList, Paragraph, Rating
from webapp.domain.difference import Piece, compare
from webapp.domain.flags import times
from webapp.narrative import parse
from webapp.updates.frame import bp


@bp.app_template_filter("changes_from")
def changes_from(text: str | None, before: str | None) -> tuple[Piece, ...]:
    """Return what changed from an earlier text to this one, word by word."""
    return compare(before or "", text or "")


@bp.app_template_filter("as_read")
def as_read(markdown: str) -> str:
    """Return Markdown as plain words: paragraphs apart, items with their bullet or number."""
    return "\n\n".join(_lines(parse(markdown)))


bp.add_app_template_filter(times)


def _lines(blocks: Iterable[Block], indent: str = "") -> Iterator[str]:
    """Yield the text of each block."""
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield "".join(map(_words, block.inlines))
            case ItemList():
                yield "\n".join(
                    f"{indent}{item.marker or '•'} "
                    + f"\n{indent}".join(_lines(item.blocks, indent + "   "))
                    for item in block.items
                )
            case _:
                pass


def _words(inline: Inline) -> str:
    """Return the words of a run; a link keeps its address, which may be what changed."""
    match inline:
        case Break():
            return "\n"
        case Rating():
            return inline.label
        case _:
            return f"{inline.text} ({inline.href})" if inline.href else inline.text
