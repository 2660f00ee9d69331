"""What may not be published is in no public edition, in no format, and leaves no trace."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import (
    Audience,
    Depth,
    MilestoneOutcome,
    MinuteKind,
    PackPart,
    PaperKind,
)
from tests.packs import sample, text
from webapp.domain.blocks import Chart, MeasureSeries, Timeline
from webapp.domain.content import (
    Explanation,
    Issue,
    MeasureValue,
    Milestone,
    PlannedMilestone,
    Risk,
    UpdateContent,
)
from webapp.domain.exempt import PARAGRAPHS, Exemption
from webapp.domain.recipes import STANDARD, Recipe
from webapp.packs import public
from webapp.packs.builder import build
from webapp.packs.document import NO_NAMES
from webapp.packs.material import (
    Addendum,
    Agreement,
    Carried,
    Measured,
    Minute,
    Missing,
    PackData,
    Paper,
    Recommendation,
    Report,
)
from webapp.packs.renderers import data, docx, html, pdf

PACKS = 100
PUBLIC = replace(STANDARD["public"], parts=tuple(PackPart), staff_names=True)
MEMBERS = replace(PUBLIC, public=False)
MARKS = {
    *("activities", "engagement", "concerns", "rationale"),
    *("measure", "milestone", "promise", "risk", "issue"),
    *("sponsor", "group", "note", "overview"),
    *("minute", "query", "paper", "recommendation"),
}
"""Texts that can be kept inside; each has words of its own, and most a reason for the mark."""


def words(file: bytes) -> str:
    """Return every letter of a Word file, its properties and its parts' names included."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return "".join(
            name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )


def pieces(file: bytes) -> str:
    """Return the words of a PDF and every part of it, unpacked: addresses of links, properties."""
    unpacked = [file]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", file, re.DOTALL):
        with suppress(zlib.error):
            unpacked.append(zlib.decompressobj().decompress(packed))
    return text.pdf_text(file) + b"".join(unpacked).decode("latin-1")


def cells(file: bytes) -> str:
    """Return every letter of the tables."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return "".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())


READERS: Mapping[str, Callable[[bytes], str]] = {
    "html": bytes.decode,
    "json": bytes.decode,
    "docx": words,
    "pdf": pieces,
}
RENDERERS = {"html": html.render, "json": data.render, "docx": docx.render, "pdf": pdf.render}


class Said:
    """Hands out words nobody else says, and remembers which of them may not be published."""

    def __init__(self, exempt: set[str]) -> None:
        self.exempt = exempt
        self.secret: list[str] = []
        self.open: list[str] = []
        self.meanings: dict[str, str] = {}

    def word(self, place: str) -> str:
        """Return a word for a place."""
        kept = self.secret if place in self.exempt else self.open
        kept.append(f"{'canary' if kept is self.secret else 'sparrow'}{place}{len(kept)}z")
        return kept[-1]

    def short(self, place: str) -> str:
        """Return an acronym nobody else uses; what it stands for is a word of the place."""
        number = len(self.meanings)
        name = f"QZ{chr(65 + number // 26)}{chr(65 + number % 26)}"
        self.meanings[name] = self.word(place)
        return name

    def mark(self, place: str, paragraph: int = 3) -> Exemption | None:
        """Return the mark of a place, with a reason that is as secret as what it protects."""
        if place not in self.exempt:
            return None
        return Exemption(paragraph=paragraph, reason=self.word(place))


def a_report(said: Said, paragraph: int = 3) -> Report:
    """Return a report with a word in every place where somebody types."""
    word = said.word

    def mark(place: str) -> Exemption | None:
        return said.mark(place, paragraph)

    content = UpdateContent(
        key_activities=f"{word('activities')}\n\n- {word('activities')}",
        key_activities_exempt=mark("activities"),
        engagement=f"### {word('engagement')}\n\nOur {said.short('engagement')}.",
        engagement_exempt=mark("engagement"),
        concerns=word("concerns"),
        concerns_exempt=mark("concerns"),
        rationale=f"[{word('rationale')}](https://example.org/{word('rationale')})",
        rationale_exempt=mark("rationale"),
        measures=(
            MeasureValue(
                number=1,
                name=word("measure"),
                unit=word("measure"),
                baseline=Decimal(1),
                baseline_at=word("measure"),
                target=Decimal(9),
                value=Decimal(5),
                last=Decimal(7654321),
                note=word("measure"),
                exempt=mark("measure"),
            ),
        ),
        milestones=(
            Milestone(
                number=1,
                title=word("milestone"),
                note=word("milestone"),
                agreed_by=word("milestone"),
                due_on=date(2026, 5, 4),
                outcome=MilestoneOutcome.SLIPPED,
                slipped_to=date(2026, 8, 3),
                carried=True,
                slips=2,
                exempt=mark("milestone"),
            ),
        ),
        planned=(
            PlannedMilestone(
                number=2,
                title=word("promise"),
                owner=word("promise"),
                slips=1,
                first_due_on=date(2026, 5, 5),
                due_on=date(2026, 9, 7),
                exempt=mark("promise"),
            ),
        ),
        risks=(
            Risk(
                number=1,
                description=word("risk"),
                mitigation=f"{word('risk')}: the {said.short('risk')} meets.",
                owner=word("risk"),
                exempt=mark("risk"),
            ),
        ),
        issues=(
            Issue(
                number=1,
                description=word("issue"),
                action=word("issue"),
                owner=word("issue"),
                exempt=mark("issue"),
            ),
        ),
    )
    return sample.report(
        content,
        proposed_step=2,
        confirmed_step=3,
        approvals=(
            sample.approval(
                reason=word("sponsor"),
                comment=f"I asked the {said.short('sponsor')}.",
                conditions=word("sponsor"),
                exempt=mark("sponsor"),
            ),
        ),
        agreed=Agreement(step=4, reason=word("group"), exempt=mark("group")),
        after=(
            Addendum(
                happened_on=date(2026, 7, 1),
                text=word("note"),
                by="Head of Governance",
                written_on=date(2026, 7, 2),
                approved_by="Director of Resources",
                approved_on=date(2026, 7, 3),
                exempt=mark("note"),
            ),
        ),
    )


def a_paper(said: Said) -> Paper:
    """Return an appendix; its fingerprint would give a short file away."""
    return Paper(
        title=said.word("paper"),
        author=said.word("paper"),
        about=said.word("paper"),
        dated_on=date(2026, 6, 1),
        kind=PaperKind.PDF,
        size=1_000,
        sha256=said.word("paper"),
        file_id=1,
        exempt=said.mark("paper"),
    )


def a_pack(said: Said, recipe: Recipe, **values: object) -> PackData:
    """Return a pack of one workstream in which everything was said, with figures of two periods."""
    report = a_report(said)
    (row,) = report.content.measures
    before = msgspec.structs.replace(row, value=Decimal(4), last=None)
    measured = (
        Measured(period="March and April 2026", rows=(before,)),
        Measured(period="May and June 2026", rows=(row,)),
    )
    return sample.pack(
        audience=Audience.PUBLIC,
        recipe=recipe,
        overview=said.word("overview"),
        overview_exempt=said.mark("overview"),
        minutes=tuple(
            Minute(
                kind=kind,
                number=1,
                text=f"{said.word('minute')} by the {said.short('minute')}.",
                about="G. Governance",
                owner=said.word("minute"),
                due_on=date(2026, 9, 1),
                note=said.word("minute") if kind is MinuteKind.ACTION else "",
                exempt=said.mark("minute"),
            )
            for kind in MinuteKind
        ),
        carried=(
            Carried(
                workstream="G. Governance",
                query=said.word("query"),
                asked_on=date(2026, 7, 1),
                reason=said.word("query"),
                exempt=said.mark("query"),
            ),
        ),
        papers=(a_paper(said),),
        recommendations=(
            Recommendation(
                number=1,
                text=f"{said.word('recommendation')} with the {said.short('recommendation')}.",
                addressee=said.word("recommendation"),
                recorded_on=date(2026, 5, 20),
                public="recommendation" not in said.exempt,
                answer=said.word("recommendation"),
                answered_by=said.word("recommendation"),
                answered_on=date(2026, 6, 20),
            ),
        ),
        workstreams=(sample.workstream("G", "Governance", measured=measured, report=report),),
        acronyms=said.meanings,
        **values,
    )


@cache
def packs() -> tuple[Said, ...]:
    """Return what is said in a hundred packs, each with other texts marked as exempt."""
    chance = random.Random(12)  # noqa: S311 - which texts are marked is no secret
    return tuple(
        Said({place for place in sorted(MARKS) if chance.random() < share})
        for share in (chance.random() for _ in range(PACKS))
    )


def test_there_is_a_canary_in_every_place_and_a_hundred_packs() -> None:
    said = Said(set(MARKS))
    a_pack(said, PUBLIC)
    assert len(said.secret) >= 20
    assert {word[len("canary") :].rstrip("z0123456789") for word in said.secret} == MARKS
    assert len(packs()) == PACKS
    assert {place for row in packs() for place in row.exempt} == MARKS


def test_every_part_is_there_with_pictures_of_both_kinds() -> None:
    document = build(a_pack(Said(set()), PUBLIC))
    there = {section.id for section in document.sections}
    assert there >= {"recommendations", "decisions", "appendices", "acronyms"}
    blocks = [block for section in document.sections for block in section.blocks]
    drawn = {type(block.data) for block in blocks if isinstance(block, Chart)}
    assert drawn == {Timeline, MeasureSeries}


@pytest.mark.parametrize("kind", READERS)
def test_no_canary_is_in_a_public_edition_and_no_other_word_is_missing(kind: str) -> None:
    for marked in packs():
        said = Said(marked.exempt)
        printed = READERS[kind](RENDERERS[kind](build(a_pack(said, PUBLIC))))
        assert [word for word in said.secret if word in printed] == []
        assert [word for word in said.open if word not in printed] == []


def test_no_canary_is_in_the_material_of_a_public_edition() -> None:
    for marked in packs():
        said = Said(marked.exempt)
        kept = repr(replace(public.published(a_pack(said, PUBLIC)), acronyms={}))
        assert [word for word in said.secret if word in kept] == []
        assert "7654321" not in kept  # a last value says nothing of whether it was exempt


def test_what_is_never_printed_is_not_in_the_material_either() -> None:
    report = a_report(Said(set()))
    explained = (Explanation(code="no-date", text="canary"),)
    content = msgspec.structs.replace(report.content, cover_note="canary", explanations=explained)
    stream = sample.workstream("G", "Governance", report=replace(report, content=content))
    made = sample.pack(recipe=PUBLIC, workstreams=(stream,))
    assert "canary" in repr(made)
    assert "canary" not in repr(public.published(made))


def test_no_canary_is_in_a_short_edition() -> None:
    for marked in packs():
        said = Said(marked.exempt)
        printed = data.render(build(a_pack(said, replace(PUBLIC, depth=Depth.SHORT)))).decode()
        assert [word for word in said.secret if word in printed] == []


@pytest.mark.parametrize("kind", READERS)
def test_members_read_all_of_it_with_its_mark(kind: str) -> None:
    said = Said(set(MARKS))
    document = build(a_pack(said, MEMBERS))
    printed = READERS[kind](RENDERERS[kind](document))
    assert [word for word in said.secret if word not in printed] == []
    assert "Not for publication: it holds exempt information" in printed
    assert "Not for publication, paragraph 3" in printed


@pytest.mark.parametrize("kind", READERS)
def test_a_value_that_was_exempt_is_in_no_later_public_edition(kind: str) -> None:
    report = a_report(Said(set()))
    (row,) = report.content.measures
    kept = msgspec.structs.replace(
        row, value=Decimal(8_765_432), exempt=Exemption(paragraph=3, reason="Prices.")
    )
    open_ = msgspec.structs.replace(row, value=Decimal(3))
    measured = tuple(
        Measured(period=f"Period {number}", rows=(past,))
        for number, past in enumerate((open_, kept, row))
    )
    stream = sample.workstream("G", "Governance", measured=measured, report=report)
    for recipe, there in ((PUBLIC, False), (MEMBERS, True)):
        document = build(sample.pack(recipe=recipe, workstreams=(stream,)))
        printed = READERS[kind](RENDERERS[kind](document))
        assert ("8,765,432" in printed) is there
        assert "7,654,321" not in printed  # what stood beside the lead's field is never printed
        assert ("holds exempt information" in printed) is there
        assert ("Text that may not be published was left out here" in printed) is not there


def test_a_public_edition_says_where_something_was_left_out_and_why() -> None:
    public = build(a_pack(Said(set(MARKS)), PUBLIC))
    printed = text.html_text(html.render(public))
    assert public.publication == "Public edition. Text that may not be published was left out."
    assert printed.count("Text that may not be published was left out here: paragraph 3 ") >= 12
    assert "None recorded" not in printed
    nothing = build(a_pack(Said(set()), PUBLIC))
    assert nothing.publication == "Public"
    assert "left out" not in text.html_text(html.render(nothing))


def test_a_public_edition_has_no_fingerprint_of_a_text_it_does_not_show() -> None:
    document = build(a_pack(Said({"risk"}), PUBLIC))
    assert {source.sha256 for source in document.sources} == {""}
    assert "fingerprint" not in text.html_text(html.render(document)).lower().replace(
        "fingerprint (sha-256)", ""
    )


exempt_rows = st.lists(
    st.builds(
        Risk,
        number=st.integers(2, 99),
        description=st.text(max_size=40),
        mitigation=st.text(max_size=40),
        exempt=st.builds(Exemption, paragraph=st.just(3), reason=st.text(max_size=20)),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


@given(one=exempt_rows, other=exempt_rows, narrative=st.text(max_size=60))
def test_nothing_of_a_public_edition_depends_on_what_is_left_out(
    one: tuple[Risk, ...], other: tuple[Risk, ...], narrative: str
) -> None:
    def public(rows: tuple[Risk, ...], concerns: str) -> bytes:
        report = a_report(Said({"concerns"}))
        content = msgspec.structs.replace(
            report.content, risks=(*report.content.risks, *rows), concerns=concerns
        )
        stream = sample.workstream("G", "Governance", report=replace(report, content=content))
        return data.render(build(sample.pack(recipe=PUBLIC, workstreams=(stream,))))

    assert public(one, narrative) == public(other, "")


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_the_paragraph_is_named_with_what_it_protects(paragraph: int) -> None:
    report = a_report(Said({"risk"}), paragraph)
    stream = sample.workstream("G", "Governance", report=report)
    printed = text.html_text(html.render(build(sample.pack(recipe=PUBLIC, workstreams=(stream,)))))
    assert f"paragraph {paragraph} (information {PARAGRAPHS[paragraph]})" in printed


def test_reasons_typed_for_a_missing_report_stay_inside() -> None:
    missing = Missing(sentence="Withdrawn. Reason given: canary.", plain="Withdrawn.")
    stream = sample.workstream("G", "Governance", report=missing)
    for recipe, there in ((PUBLIC, False), (MEMBERS, True)):
        document = build(sample.pack(recipe=recipe, workstreams=(stream,)))
        assert (b"canary" in data.render(document)) is there


def test_people_are_called_by_what_they_are_where_names_are_left_out() -> None:
    named = build(sample.pack(recipe=PUBLIC))
    unnamed = build(sample.pack(recipe=replace(PUBLIC, staff_names=False)))
    for person in ("Head of Governance", "Director of Resources", "Programme Officer"):
        assert person.encode() in data.render(named)
        assert person.encode() not in data.render(unnamed)


def unnamed(report: Report | None = None) -> list[str]:
    """Return what an edition without staff names says of one workstream, a line for each value."""
    stream = sample.workstream("G", "Governance", **({"report": report} if report else {}))
    pack = sample.pack(recipe=STANDARD["public"], workstreams=(stream,))
    lines = (line.strip() for line in text.html_text(html.render(build(pack))).splitlines())
    return [line for line in lines if line]


def test_an_edition_without_staff_names_says_so_once_and_prints_no_row_about_them() -> None:
    lines = unnamed()
    assert lines.count("Staff names") == 1
    assert lines[lines.index("Staff names") + 1] == NO_NAMES
    assert {"Sponsor", "Lead", "PMO support", "Owner"}.isdisjoint(lines)
    assert {"Report completed by", "Approved by", "Agreed completion"} <= set(lines)
    named = build(sample.pack(recipe=PUBLIC))
    assert named.staff_names
    assert "Staff names" not in dict(named.particulars)


def test_a_role_has_a_capital_where_it_begins_a_value_and_none_inside_a_sentence() -> None:
    lines = unnamed()
    assert "The lead on 6 July 2026" in lines
    assert "The sponsor on 9 July 2026" in lines
    assert "Approved by the sponsor on 9 July 2026." in lines
    assert any("completed by the lead on 6 July 2026" in line for line in lines)
    assert not [line for line in lines if line.startswith(("the ", "one ", "another "))]


def test_sponsors_who_are_not_named_are_told_apart() -> None:
    both = (sample.approval(), sample.approval(by="Director of Places", on=date(2026, 7, 10)))
    lines = unnamed(sample.report(approvals=both))
    assert "One sponsor on 9 July 2026" in lines
    assert "Another sponsor on 10 July 2026" in lines
    one = unnamed(sample.report(confirmed_step=None, approvals=both[:1]))
    assert any("approved by one sponsor on 9 July 2026 and not confirmed" in line for line in one)


def test_who_owes_an_action_is_the_programme_where_names_are_left_out() -> None:
    row = Minute(
        kind=MinuteKind.ACTION,
        number=3,
        text="Bring the plan.",
        owner="Head of Governance",
        due_on=date(2026, 9, 1),
    )
    only = replace(PUBLIC, parts=(PackPart.DECISIONS,), staff_names=False)
    printed = text.html_text(html.render(build(sample.pack(recipe=only, minutes=(row,)))))
    assert "Head of Governance" not in printed
    assert "The programme" in printed
