"""An update for readers who may not read all of it: without exempt text, without names, in short.

What is taken out is gone before anything is made of the text. Who reads the rest learns that
something was left out and on what ground, never how much.
"""

from collections.abc import Iterable, Mapping

import msgspec

from webapp.domain.content import MeasureValue, UpdateContent
from webapp.domain.exempt import Exemption, Markable, public

NARRATIVES = ("key_activities", "engagement", "concerns", "rationale")
REGISTERS = ("issues", "measures", "milestones", "planned", "risks")
ONLY_IN_FULL = ("key_activities", "engagement", "concerns", "issues", "risks")
"""What a short report leaves to the full one."""

Withheld = Mapping[str, tuple[int, ...]]
"""Parts of a report that were left out, with the paragraphs of Schedule 12A relied on."""


def public_text(content: UpdateContent) -> UpdateContent:
    """Return an update with its public words only, and without what is never printed."""
    kept: dict[str, object] = {"cover_note": "", "explanations": ()}
    for name in NARRATIVES:
        if getattr(content, f"{name}_exempt"):
            kept |= {name: "", f"{name}_exempt": None}
    for name in REGISTERS:
        kept[name] = public(getattr(content, name))
    kept["measures"] = public_values(content.measures)
    return msgspec.structs.replace(content, **kept)


def public_values(rows: tuple[MeasureValue, ...]) -> tuple[MeasureValue, ...]:
    """Return the values that may be published, none beside a last one that may not be."""
    return tuple(msgspec.structs.replace(row, last=None) for row in public(rows))


def withheld(content: UpdateContent) -> Withheld:
    """Return the parts of an update that its public words lack, with the paragraphs relied on."""
    marks: dict[str, Iterable[Exemption | None]] = {
        name: [getattr(content, f"{name}_exempt")] for name in NARRATIVES
    }
    for name in REGISTERS:
        rows: tuple[Markable, ...] = getattr(content, name)
        marks[name] = [row.exempt for row in rows]
    found = {name: paragraphs(given) for name, given in marks.items()}
    return {name: given for name, given in found.items() if given}


def paragraphs(marks: Iterable[Exemption | None]) -> tuple[int, ...]:
    """Return the paragraphs that marks rely on, each once."""
    return tuple(sorted({mark.paragraph for mark in marks if mark}))


def unnamed_text(content: UpdateContent) -> UpdateContent:
    """Return an update whose rows name nobody; text that names people stays."""
    return msgspec.structs.replace(
        content,
        milestones=tuple(msgspec.structs.replace(row, agreed_by="") for row in content.milestones),
        **{
            name: tuple(msgspec.structs.replace(row, owner="") for row in getattr(content, name))
            for name in ("planned", "risks", "issues")
        },
    )


def short_text(content: UpdateContent) -> UpdateContent:
    """Return as much of an update as a short report has: rating, measures and milestones."""
    empty = UpdateContent()
    return msgspec.structs.replace(content, **{name: getattr(empty, name) for name in ONLY_IN_FULL})
