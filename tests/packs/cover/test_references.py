"""Letters, numbers and references: in order, without gaps, never to nothing."""

import re
from string import ascii_uppercase

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.packs.cover.sample import CONTENT, IMPLICATIONS, SAMPLE, contents
from webapp.domain.exempt import Exemption
from webapp.packs.cover import pieces
from webapp.packs.cover.content import CoverContent, decode, encode
from webapp.packs.cover.pieces import Kind
from webapp.packs.cover.references import (
    Reference,
    cited_by,
    letter,
    numbered,
    printed,
    wrong_reference,
)

SECRET = Exemption(paragraph=3, reason="Talks go on.")


@given(st.integers(0, 2_000))
def test_letters_are_in_order_and_each_is_given_once(place: int):
    spelled = letter(place)
    number = 0
    for character in spelled:
        number = number * 26 + ascii_uppercase.index(character) + 1
    assert number - 1 == place


@given(contents())
def test_every_piece_has_a_label_and_no_two_share_one(content: CoverContent):
    labels = numbered(content, IMPLICATIONS).labels
    for kind in Kind:
        if kind is Kind.PAPER:
            continue
        own = [labels[kind, piece.handle] for piece in pieces.pieces(content, kind)]
        assert len(set(own)) == len(own)
    numbers = [label for (kind, _), label in labels.items() if kind is Kind.PARAGRAPH]
    assert len(set(numbers)) == len(numbers)


@given(contents())
def test_paragraphs_of_a_section_are_numbered_from_one_without_a_gap(content: CoverContent):
    labels = numbered(content, IMPLICATIONS).labels
    for number, part in enumerate(content.parts, 1):
        given_ = [labels[Kind.PARAGRAPH, row.handle] for row in part.paragraphs]
        assert given_ == [f"{number}.{place}" for place in range(1, len(given_) + 1)]


@given(contents(), st.integers(0, 9), st.integers(0, 9))
def test_the_public_version_does_not_tell_how_much_is_missing(
    content: CoverContent, before: int, after: int
):
    """Any number of exempt paragraphs in a section gives the same public version."""

    def with_secrets(count: int) -> CoverContent:
        hidden = tuple(
            msgspec.structs.replace(SAMPLE, handle=f"x{place}", exempt=SECRET)
            for place in range(count + 1)
        )
        head, *rest = content.parts
        first = msgspec.structs.replace(head, paragraphs=(*hidden, *head.paragraphs))
        return msgspec.structs.replace(content, parts=(first, *rest))

    few = numbered(with_secrets(before), IMPLICATIONS, public=True)
    many = numbered(with_secrets(after), IMPLICATIONS, public=True)
    assert few == many
    assert SECRET.paragraph in {one.paragraph for one in few.withheld[content.parts[0].handle]}


@given(contents(), st.data())
def test_a_reference_follows_what_it_names(content: CoverContent, data: st.DataObject):
    kind = data.draw(st.sampled_from((Kind.APPENDIX, Kind.PARAGRAPH, Kind.RECOMMENDATION)))
    rows = pieces.pieces(content, kind)
    row = data.draw(st.sampled_from(rows))
    typed = f"See [{kind}: {row.handle}], or [ {kind.upper()}:{row.handle} ]."
    moved = pieces.move(content, kind, row.handle, data.draw(st.sampled_from((-1, 1))))
    for version in (content, moved):
        labels = numbered(version, IMPLICATIONS).labels
        assert wrong_reference(typed, labels) is None
        assert printed(typed, labels).count(labels[kind, row.handle]) >= 2
        assert "[" not in printed(typed, labels)
    gone = numbered(pieces.remove(content, kind, row.handle), IMPLICATIONS).labels
    assert wrong_reference(typed, gone)


def test_a_wrong_reference_names_the_nearest():
    labels: dict[Reference, str] = {(Kind.APPENDIX, "highlight-report"): "Appendix A"}
    said = wrong_reference("As [appendix: highlight-reprot] says", labels)
    assert said
    assert "Do you mean [appendix: highlight-report]?" in said
    assert wrong_reference("[paragraph: p9]", {}) == ("There is no paragraph “p9” in this report.")


def test_who_refers_to_a_piece_is_named():
    content = CONTENT
    labels = numbered(content, IMPLICATIONS).labels
    cited = cited_by((Kind.PARAGRAPH, "p2"), content, IMPLICATIONS, labels)
    assert cited == ["recommendation A", "the strategic objectives", "paragraph 4.1"]


@given(contents())
def test_what_is_stored_is_read_back(content: CoverContent):
    assert decode(encode(content)) == content


@given(contents(), st.data())
def test_moving_keeps_every_piece(content: CoverContent, data: st.DataObject):
    kind = data.draw(st.sampled_from(list(Kind)))
    rows = pieces.pieces(content, kind)
    if not rows:
        return
    row = data.draw(st.sampled_from(rows))
    for by in (-1, 1):
        moved = pieces.pieces(pieces.move(content, kind, row.handle, by), kind)
        assert sorted(moved, key=repr) == sorted(rows, key=repr)
    assert pieces.move(content, kind, "nothing", 1) == content
    assert row not in pieces.pieces(pieces.remove(content, kind, row.handle), kind)


def test_a_paragraph_moves_into_the_next_section_and_back():
    there = pieces.move(CONTENT, Kind.PARAGRAPH, "p1", 1)
    assert [[row.handle for row in part.paragraphs] for part in there.parts] == [
        [],
        ["p1", "p2", "p3"],
    ]
    assert pieces.move(there, Kind.PARAGRAPH, "p1", -1) == CONTENT


@given(contents())
def test_new_handles_are_new(content: CoverContent):
    for kind in Kind:
        handle = pieces.new_handle(content, kind, "Ünë Título / №")
        assert pieces.find(content, kind, handle) is None
        assert re.fullmatch(r"[a-z0-9-]+", handle)
