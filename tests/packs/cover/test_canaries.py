"""What may not be published of a cover report is in no format of its public version."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import msgspec
import pytest

from tests.packs.cover import sample
from tests.packs.test_public import READERS, Said
from webapp.packs.cover import docx, html, pdf
from webapp.packs.cover.builder import Material, build
from webapp.packs.cover.content import Paragraph, Part, Recommendation
from webapp.packs.cover.document import CoverDocument, encode
from webapp.packs.cover.references import Implication

PLACES = ("recommendation", "paragraph", "implication")
REPORTS = 100
FEW = 12
"""Reports of which slow formats are made: they are given nothing but the document."""
RENDERERS: Mapping[str, Callable[[CoverDocument], bytes]] = {
    "html": html.render,
    "json": lambda document: encode(document).encode(),
    "docx": docx.render,
    "pdf": pdf.render,
}


def material(said: Said) -> Material:
    """Return a report in which each piece that can be marked has words of its own, twice."""

    def paragraph(number: int) -> Paragraph:
        return Paragraph(
            handle=f"p{number}",
            heading=said.word("paragraph"),
            text=f"{said.word('paragraph')}\n\n- As [recommendation: r{number}] says.",
            exempt=said.mark("paragraph"),
        )

    content = msgspec.structs.replace(
        sample.CONTENT,
        recommendations=tuple(
            Recommendation(
                handle=f"r{number}",
                text=f"Note {said.word('recommendation')} of [paragraph: p{number}].",
                exempt=said.mark("recommendation"),
            )
            for number in (1, 2)
        ),
        objectives_text="",
        parts=(Part(handle="s1", heading="Proposal", paragraphs=(paragraph(1), paragraph(2))),),
    )
    implications = (
        Implication(
            handle="i1",
            heading="Legal",
            text=f"[A link](https://example.org/{said.word('implication')})",
            signed="Head of law, 1 March",
            exempt=said.mark("implication"),
        ),
    )
    return replace(sample.material(), content=content, implications=implications)


@cache
def marked() -> tuple[frozenset[str], ...]:
    """Return what is exempt in each of a hundred reports."""
    chance = random.Random(7)  # noqa: S311 - which texts are marked is no secret
    return tuple(
        frozenset(place for place in PLACES if chance.random() < 0.5) for _ in range(REPORTS)
    )


@pytest.mark.parametrize("kind", RENDERERS)
def test_no_canary_is_in_a_public_version_and_no_other_word_is_missing(kind: str) -> None:
    assert {place for exempt in marked()[:FEW] for place in exempt} == set(PLACES)
    for exempt in marked() if kind in ("html", "json") else marked()[:FEW]:
        said = Said(set(exempt))
        printed = READERS[kind](RENDERERS[kind](build(material(said), public=True)))
        assert [word for word in said.secret if word in printed] == []
        assert [word for word in said.open if word not in printed] == []


@pytest.mark.parametrize("kind", RENDERERS)
def test_members_read_all_of_it_with_its_reason(kind: str) -> None:
    said = Said(set(PLACES))
    printed = READERS[kind](RENDERERS[kind](build(material(said))))
    assert [word for word in said.secret if word not in printed] == []
