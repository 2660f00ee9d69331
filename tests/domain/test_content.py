"""The text of an update: canonical bytes, and sections that do not mix."""

import json
from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Section
from tests.domain.contents import stored_contents
from webapp.domain.content import (
    SECTION_FIELDS,
    MeasureValue,
    UpdateContent,
    decode,
    encode,
    fingerprint,
    merge_section,
    section_fingerprint,
    sections_of,
)

sections = st.sampled_from(Section)


@given(content=stored_contents)
def test_what_is_written_is_read_back(content: UpdateContent) -> None:
    assert decode(encode(content)) == content


@given(one=stored_contents, other=stored_contents)
def test_equal_content_has_equal_bytes_and_different_content_has_not(
    one: UpdateContent, other: UpdateContent
) -> None:
    again = decode(json.dumps(json.loads(encode(one)), indent=2))
    assert encode(again) == encode(one)
    assert fingerprint(encode(again)) == fingerprint(encode(one))
    assert (encode(one) == encode(other)) is (one == other)


@given(content=stored_contents)
def test_the_bytes_are_canonical(content: UpdateContent) -> None:
    text = encode(content)
    plain = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert json.loads(plain) == json.loads(text)
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert text == encode(decode(plain))


def test_a_fingerprint_is_sha_256_of_the_text() -> None:
    # The standard's own example.
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("text", ["", "{}]", '{"step": "two"}', '{"milestones": [{}]}', "[]"])
def test_what_is_not_an_update_is_refused(text: str) -> None:
    with pytest.raises((msgspec.ValidationError, msgspec.DecodeError)):
        decode(text)


def test_every_field_belongs_to_one_section() -> None:
    fields = [name for names in SECTION_FIELDS.values() for name in names]
    assert set(SECTION_FIELDS) == set(Section)
    assert Counter(fields) == Counter(
        set(UpdateContent.__struct_fields__) - {"schema", "explanations"}
    )


@given(stored=stored_contents, typed=stored_contents, section=sections)
def test_a_section_is_taken_over_whole_and_alone(
    stored: UpdateContent, typed: UpdateContent, section: Section
) -> None:
    merged = merge_section(stored, typed, section)
    for each in Section:
        source = typed if each is section else stored
        for name in SECTION_FIELDS[each]:
            assert getattr(merged, name) == getattr(source, name)
    assert merge_section(merged, typed, section) == merged


@given(stored=stored_contents, typed=stored_contents, section=sections)
def test_a_section_has_a_fingerprint_of_its_own(
    stored: UpdateContent, typed: UpdateContent, section: Section
) -> None:
    merged = merge_section(stored, typed, section)
    for each in Section:
        same_as_stored = section_fingerprint(merged, each) == section_fingerprint(stored, each)
        unchanged = all(
            getattr(merged, name) == getattr(stored, name) for name in SECTION_FIELDS[each]
        )
        assert same_as_stored is unchanged


def test_a_revision_from_before_measures_is_read_and_keeps_its_fingerprint() -> None:
    old = json.loads(encode(UpdateContent(key_activities="Done.")))
    del old["measures"]
    text = json.dumps(old, sort_keys=True, separators=(",", ":"))
    before = fingerprint(text)
    assert decode(text) == UpdateContent(key_activities="Done.")
    assert fingerprint(text) == before != fingerprint(encode(decode(text)))


def test_measures_are_a_section_only_where_there_are_some() -> None:
    assert set(Section) - set(sections_of(UpdateContent())) == {Section.MEASURES}
    assert sections_of(UpdateContent(measures=(MeasureValue(number=1),))) == tuple(Section)
