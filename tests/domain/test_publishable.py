"""What is taken out of an update for readers who may not read all of it."""

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.contents import stored_contents
from webapp.domain.content import Issue, MeasureValue, Risk, UpdateContent, encode
from webapp.domain.exempt import Exemption
from webapp.domain.publishable import (
    NARRATIVES,
    REGISTERS,
    paragraphs,
    public_text,
    public_values,
    short_text,
    unnamed_text,
    withheld,
)

SECRET = "canary"
marks = st.builds(Exemption, paragraph=st.integers(1, 7), reason=st.just(SECRET))


@st.composite
def marked(draw: st.DrawFn) -> UpdateContent:
    """Draw an update in which every marked text, and only such a one, holds the secret."""
    values: dict[str, object] = {"cover_note": SECRET}
    for name in NARRATIVES:
        mark = draw(st.none() | marks)
        values |= {name: SECRET if mark else "open", f"{name}_exempt": mark}
    mark = draw(st.none() | marks)
    said = SECRET if mark else "open"
    values["risks"] = (Risk(number=1, description=said, owner=said, exempt=mark),)
    values["issues"] = (Issue(number=1, description=said, exempt=mark),)
    values["measures"] = (MeasureValue(number=1, name=said, last=Decimal(7), exempt=mark),)
    return UpdateContent(**values)  # type: ignore[arg-type]


@given(marked())
def test_nothing_marked_is_left_and_each_part_says_on_what_ground(content: UpdateContent) -> None:
    left = public_text(content)
    assert SECRET not in encode(left)
    found = withheld(content)
    for name in NARRATIVES:
        mark = getattr(content, f"{name}_exempt")
        assert found.get(name) == ((mark.paragraph,) if mark else None)
        assert getattr(left, name) == ("" if mark else "open")
    for name in ("risks", "issues", "measures"):
        (row,) = getattr(content, name)
        assert (name in found) is bool(row.exempt)
    assert withheld(left) == {}


@given(stored_contents)
def test_text_without_marks_is_only_without_what_is_never_printed(content: UpdateContent) -> None:
    left = public_text(content)
    assert left == msgspec.structs.replace(content, cover_note="")
    assert withheld(content) == {}
    assert set(REGISTERS) | set(NARRATIVES) <= set(UpdateContent.__struct_fields__)


def test_a_public_value_stands_without_the_one_before_it() -> None:
    rows = (
        MeasureValue(number=1, value=Decimal(5), last=Decimal(4)),
        MeasureValue(number=2, value=Decimal(6), exempt=Exemption(paragraph=3)),
    )
    assert public_values(rows) == (MeasureValue(number=1, value=Decimal(5)),)


def test_paragraphs_are_named_once_in_order() -> None:
    found = paragraphs(
        [Exemption(paragraph=5), None, Exemption(paragraph=3), Exemption(paragraph=5)]
    )
    assert found == (3, 5)


@given(stored_contents)
def test_rows_name_nobody_and_a_short_report_has_rating_measures_and_milestones(
    content: UpdateContent,
) -> None:
    unnamed = unnamed_text(content)
    owners = (
        *(row.owner for row in unnamed.planned),
        *(row.owner for row in unnamed.risks),
        *(row.owner for row in unnamed.issues),
        *(row.agreed_by for row in unnamed.milestones),
    )
    assert not any(owners)
    short = short_text(content)
    assert (short.risks, short.issues, short.key_activities, short.concerns) == ((), (), "", "")
    assert (short.milestones, short.planned, short.rationale, short.step) == (
        content.milestones,
        content.planned,
        content.rationale,
        content.step,
    )
