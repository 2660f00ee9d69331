"""The one-page summary."""

from dataclasses import replace
from datetime import date

import msgspec

from models.enums import MilestoneOutcome
from tests.packs import sample
from tests.packs.test_builder import said, section
from webapp.domain.content import Milestone, UpdateContent
from webapp.domain.exempt import Exemption
from webapp.packs.builder import build
from webapp.packs.material import Agreement, Issued, OverallRating, PackData, Workstream


def summary(**values: object) -> list[str]:
    return said(section(build(sample.pack(**values)), "summary").blocks)


def one(content: UpdateContent = sample.CONTENT, **decisions: object) -> tuple[Workstream, ...]:
    report = sample.report(content, **decisions)
    return (sample.workstream("G", "Governance", previous=Issued(step=1), report=report),)


def test_it_says_in_this_order_what_a_reader_asks_first() -> None:
    pack: PackData = sample.pack()
    headings = [
        line
        for line in said(section(build(pack), "summary").blocks)
        if line
        in {
            "Overall rating",
            "Decisions asked for",
            "What changed since last period",
            "Promises of last period",
            "Dates that moved",
        }
    ]
    assert headings == [
        "Overall rating",
        "What changed since last period",
        "Promises of last period",
        "Dates that moved",
    ]
    assert "Decisions asked for" in summary(asks="- Note the ratings")


def test_the_overall_rating_has_the_words_of_its_own_step() -> None:
    lines = summary(overall=OverallRating(step=3, reason="Two are late."))
    assert lines[1:3] == [
        "Amber – Can deliver, but known problems need to be solved soon.",
        "Two are late.",
    ]


def test_a_changed_rating_has_the_reason_of_whoever_gave_it() -> None:
    lead = summary(workstreams=one())
    assert "G. Governance: worsened from Green to Green/Amber." in lead
    assert (
        "The lead: We rate this Green/Amber because one milestone slipped by seven weeks." in lead
    )
    sponsor = summary(
        workstreams=one(confirmed_step=3, approvals=(sample.approval(reason="Too hopeful."),))
    )
    assert "The sponsor: Too hopeful." in sponsor
    group = summary(workstreams=one(agreed=Agreement(step=4, reason="Seen before.")))
    assert "The Improvement Group: Seen before." in group


def test_a_reason_that_is_exempt_stays_in_the_report() -> None:
    mark = Exemption(paragraph=3, reason="A price")
    content = msgspec.structs.replace(sample.CONTENT, rationale_exempt=mark)
    assert not [line for line in summary(workstreams=one(content)) if "seven weeks" in line]


def test_a_long_reason_is_cut_at_a_word_and_says_where_the_rest_is() -> None:
    content = msgspec.structs.replace(sample.CONTENT, rationale="word " * 100)
    (line,) = [row for row in summary(workstreams=one(content)) if row.startswith("The lead: ")]
    assert line.endswith("word … (the report says more)")
    assert len(line) < 300


def test_promises_are_counted_by_what_became_of_them() -> None:
    rows = tuple(
        Milestone(number=place, title=f"M{place}", outcome=outcome, carried=True)
        for place, outcome in enumerate(
            (MilestoneOutcome.DONE, MilestoneOutcome.DONE, *MilestoneOutcome, None), 1
        )
    )
    lines = summary(workstreams=one(UpdateContent(milestones=rows, rationale="So.")))
    assert (
        "Seven milestones were promised. Three were done. One was partly done, one slipped, "
        "one was dropped and one has no outcome."
    ) in lines
    broken = summary(workstreams=one(UpdateContent(milestones=rows[3:4], rationale="So.")))
    assert "One milestone was promised. None was done. One was partly done." in broken
    none = summary(workstreams=one(UpdateContent(rationale="So.")))
    assert "No milestone was promised for this period." in none


def test_dates_that_moved_have_the_first_and_the_present_date() -> None:
    moved = "G-M2 Move the records of the first committee: first due 12 June 2026, now 31 July 2026"
    assert moved in summary()


def test_it_says_how_old_the_reports_are_at_the_meeting() -> None:
    assert summary(workstreams=one())[-1] == (
        "The reports describe the position up to 6 July 2026 or later: at the meeting on "
        "22 July 2026 they are at most 16 days old."
    )
    same_day = summary(workstreams=one(), meeting_on=date(2026, 7, 6))
    assert same_day[-1] == "The reports describe the position up to 6 July 2026 or later."


def test_it_gives_the_gravest_changes_first_and_only_so_many_that_it_stays_on_a_page() -> None:
    streams = tuple(
        sample.workstream(f"W{number}", "Theme", previous=Issued(step=3 if number < 4 else 1))
        for number in range(9)
    )
    lines = summary(workstreams=streams)
    told = [line for line in lines if "worsened from" in line or "improved from" in line]
    assert [line[:2] for line in told] == ["W4", "W5", "W6", "W7", "W8"]
    assert all("worsened" in line for line in told)
    assert "Four more in the reports." in lines


def test_nothing_changed_is_said_too() -> None:
    unchanged = tuple(replace(row, previous=Issued(step=2)) for row in one())
    assert "No rating became better or worse." in summary(workstreams=unchanged)
