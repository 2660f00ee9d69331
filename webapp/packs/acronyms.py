"""What the acronyms that a pack uses stand for, as a part of it."""

from collections.abc import Iterable

from webapp.domain.acronyms import alphabetical, names
from webapp.domain.blocks import Row, Table, cell, texts
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
