"""What the acronyms in use stand for: as a part of a pack, in a cover report where first used."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from webapp.domain.acronyms import alphabetical, expanded, explained, names
from webapp.domain.blocks import (
    Block,
    Inline,
    Item,
    ItemList,
    Paragraph,
    Row,
    Table,
    Text,
    cell,
    texts,
)
from webapp.packs.document import Section
from webapp.packs.material import PackData


def section(data: PackData, others: Iterable[Section]) -> tuple[Section, ...]:
    """Return the acronyms on the programme's list that a pack uses, or nothing when it uses none.

    They are read from its title and its `others`, all its parts as they are printed: what was
    taken out of an edition before it was made shows nowhere here.
    """
    if not data.acronyms:
        return ()
    title = (data.organisation, data.programme, data.phase, data.period, data.name)
    lines = (*title, *(line for part in others for line in (part.title, *texts(part.blocks))))
    # That a line holds none still looked for is seen much sooner than it is read by sentences.
    everything = "\n".join(lines)
    left = {name for name in data.acronyms if name in everything}
    used: set[str] = set()
    for line in lines:
        if any(name in line for name in left):
            used |= names([line])
            left -= used
    listed = alphabetical({name: data.acronyms[name] for name in data.acronyms.keys() & used})
    if not listed:
        return ()
    table = Table(
        caption="What each acronym stands for",
        header=("Acronym", "What it stands for"),
        rows=tuple(
            Row(cells=(cell(name), cell(meaning)), id=f"acronym-{number}")
            for number, (name, meaning) in enumerate(listed, start=1)
        ),
        widths=(0, 80),
        id="acronyms-table",
    )
    return (Section("acronyms", "Acronyms", 1, (table,)),)


def where_first_used(
    sections: Iterable[Section], meanings: Mapping[str, str]
) -> tuple[Section, ...]:
    """Return parts with what each acronym of a list stands for behind its first use.

    Its first use in running text: headings and tables stay as they are, and so does every acronym
    that a paragraph explains itself, from there on.
    """
    if not meanings:
        return tuple(sections)
    left = dict(meanings)
    return tuple(
        replace(part, blocks=tuple(_expanded(block, left) for block in part.blocks))
        for part in sections
    )


def _expanded(block: Block, left: dict[str, str]) -> Block:
    """Return a block with the acronyms that are left expanded in it; takes them from those left."""
    match block:
        case Paragraph():
            return replace(block, inlines=tuple(_runs(block, left)))
        case ItemList():
            items = (
                Item(tuple(_expanded(one, left) for one in item.blocks), item.marker)
                for item in block.items
            )
            return replace(block, items=tuple(items))
        case _:
            return block


def _runs(block: Paragraph, left: dict[str, str]) -> Iterator[Inline]:
    """Yield the runs of a paragraph; it is read as a whole, since an explanation may span them."""
    before = ""
    for name in explained(texts([block])):
        left.pop(name, None)
    for run in block.inlines:
        if isinstance(run, Text):
            text, done = expanded(run.text, left, before=before)
            before += run.text
            for name in done:
                del left[name]
            yield replace(run, text=text)
        else:
            yield run
