"""Letters and numbers of a cover report, and the references in its text that follow them.

In a text `[appendix: highlight-report]` stands for a piece by its handle and is printed with the
letter or number that piece has in this version; one that names nothing is refused when it is saved.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase

import msgspec

from webapp.domain.exempt import Exemption, Markable
from webapp.packs.cover.content import CoverContent
from webapp.packs.cover.pieces import Kind

Reference = tuple[str, str]
"""The kind and the handle of a piece."""
Labels = Mapping[Reference, str]

NOT_PUBLISHED = {
    Kind.APPENDIX: "an appendix that is not published",
    Kind.PARAGRAPH: "a paragraph that is not published",
    Kind.RECOMMENDATION: "a recommendation that is not published",
}
_REFERENCE = re.compile(
    r"\[ *(appendix|paragraph|recommendation) *: *([^\[\]\s]+) *\]", re.IGNORECASE
)


class Implication(Markable, frozen=True, kw_only=True):
    """An implication as it is printed; `signed` says by whom and when, empty while nobody has."""

    handle: str
    heading: str
    text: str
    signed: str = ""


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """A report as one version prints it, with the grounds on which text was left out of it."""

    content: CoverContent
    implications: tuple[Implication, ...]
    labels: Labels
    withheld: Mapping[str, tuple[Exemption, ...]]


def letter(place: int) -> str:
    """Return A for 0, B for 1, Z for 25, AA for 26."""
    before, last = divmod(place, len(ascii_uppercase))
    return (letter(before - 1) if before else "") + ascii_uppercase[last]


def numbered(
    content: CoverContent, implications: Sequence[Implication], *, public: bool = False
) -> Numbered:
    """Return the report with the letters and numbers of its pieces.

    A public version is numbered after its exempt text is left out, so that no gap tells how much
    is missing.
    """
    withheld: dict[str, tuple[Exemption, ...]] = {}
    if public:
        withheld = {
            "recommendations": _grounds(content.recommendations),
            "appendices": _grounds(content.appendices),
            **{part.handle: _grounds(part.paragraphs) for part in content.parts},
            **{one.handle: _grounds((one,)) for one in implications},
        }
        content = msgspec.structs.replace(
            content,
            recommendations=tuple(row for row in content.recommendations if row.exempt is None),
            parts=tuple(
                msgspec.structs.replace(
                    part, paragraphs=tuple(row for row in part.paragraphs if row.exempt is None)
                )
                for part in content.parts
            ),
            appendices=tuple(row for row in content.appendices if row.exempt is None),
        )
    withheld = {place: grounds for place, grounds in withheld.items() if grounds}
    return Numbered(
        content=content,
        implications=tuple(implications),
        labels=dict(_labels(content, implications, withheld, public=public)),
        withheld=withheld,
    )


def holds_exempt(content: CoverContent, implications: Sequence[Implication]) -> bool:
    """Return whether the public version of a report differs from the whole one."""
    return content.front.exempt is not None or bool(grounds_within(content, implications))


def grounds_within(
    content: CoverContent, implications: Sequence[Implication]
) -> tuple[Exemption, ...]:
    """Return on what grounds pieces of a report are exempt, each ground once."""
    return _grounds(
        (*content.recommendations, *content.paragraphs, *content.appendices, *implications)
    )


def _grounds(rows: Iterable[Markable]) -> tuple[Exemption, ...]:
    """Return each ground once, by its paragraph; how many rows rely on it is not told."""
    found = {row.exempt.paragraph: row.exempt for row in rows if row.exempt}
    return tuple(found[paragraph] for paragraph in sorted(found))


def _labels(
    content: CoverContent,
    implications: Sequence[Implication],
    withheld: Mapping[str, tuple[Exemption, ...]],
    *,
    public: bool,
) -> Iterator[tuple[Reference, str]]:
    for place, row in enumerate(content.recommendations):
        yield (Kind.RECOMMENDATION, row.handle), letter(place)
    for place, appendix in enumerate(content.appendices):
        yield (Kind.APPENDIX, appendix.handle), f"Appendix {letter(place)}"
    for section, part in enumerate(content.parts, 1):
        yield (Kind.PART, part.handle), str(section)
        for place, paragraph in enumerate(part.paragraphs, 1):
            yield (Kind.PARAGRAPH, paragraph.handle), f"{section}.{place}"
    section = len(content.parts) + bool(content.appendices or "appendices" in withheld) + 1
    shown = (one for one in implications if not (public and one.exempt))
    for place, implication in enumerate(shown, 1):
        yield (Kind.PARAGRAPH, implication.handle), f"{section}.{place}"


def references(text: str) -> Iterator[Reference]:
    """Return what a text refers to."""
    return ((kind.lower(), handle.lower()) for kind, handle in _REFERENCE.findall(text))


def printed(text: str, labels: Labels) -> str:
    """Return a text with its references as letters and numbers."""

    def put(found: re.Match[str]) -> str:
        kind, handle = Kind(found[1].lower()), found[2].lower()
        label = labels.get((kind, handle))
        if label is None:
            return NOT_PUBLISHED[kind]
        return label if kind is Kind.APPENDIX else f"{kind} {label}"

    return _REFERENCE.sub(put, text)


def wrong_reference(text: str, labels: Labels) -> str | None:
    """Return a sentence about the first reference that names nothing, or None when all is well."""
    for kind, handle in references(text):
        if (kind, handle) in labels:
            continue
        there = [name for of, name in labels if of == kind]
        near = difflib.get_close_matches(handle, there, 1) or there[:1]
        hint = f" Do you mean [{kind}: {near[0]}]?" if near else ""
        return f"There is no {kind} “{handle}” in this report.{hint}"
    return None


def texts(
    content: CoverContent, implications: Iterable[Implication]
) -> Iterator[tuple[Reference, str]]:
    """Return every text that may refer to a piece, with the piece it stands in."""
    for recommendation in content.recommendations:
        yield (Kind.RECOMMENDATION, recommendation.handle), recommendation.text
    yield ("objectives", ""), content.objectives_text
    for paragraph in content.paragraphs:
        yield (Kind.PARAGRAPH, paragraph.handle), paragraph.text
    for implication in implications:
        yield (Kind.PARAGRAPH, implication.handle), implication.text


def cited_by(
    wanted: Reference, content: CoverContent, implications: Sequence[Implication], labels: Labels
) -> list[str]:
    """Return the names of the pieces whose text refers to one: "paragraph 2.3"."""
    return [
        f"{place[0]} {labels.get(place, '')}".strip() if place[1] else "the strategic objectives"
        for place, text in texts(content, implications)
        if wanted in references(text) and place != wanted
    ]
