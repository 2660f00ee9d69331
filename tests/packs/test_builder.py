"""The document of a pack: what it says, in which order, and that nothing in it is left blank."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
import pytest

from models.enums import Audience
from tests.packs import sample
from tests.packs.text import json_text, missing_runs
from webapp.domain.blocks import (
    Block,
    Facts,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Rating,
    Table,
    Text,
)
from webapp.domain.content import Milestone, Risk, UpdateContent
from webapp.packs import document
from webapp.packs.builder import build
from webapp.packs.document import Document, Section
from webapp.packs.material import Agreement, Issued, Missing, Outcome, PackData


def section(built: Document, address: str) -> Section:
    return next(part for part in built.sections if part.id == address)


def said(blocks: Iterable[Block]) -> list[str]:
    """Return the words of blocks, a string for each paragraph, heading and label."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Paragraph():
                found.append(
                    "".join(
                        part.text if isinstance(part, Text) else getattr(part, "label", " ")
                        for part in block.inlines
                    )
                )
            case Heading():
                found.append(block.text)
            case ItemList():
                found.extend(line for item in block.items for line in said(item.blocks))
            case Facts():
                found.extend(
                    f"{fact.label}: {' | '.join(said(fact.blocks))}" for fact in block.items
                )
            case Table():
                found.append(" | ".join(block.header))
                found.extend(
                    " | ".join(" / ".join(said(cell.blocks)) for cell in row.cells)
                    for row in block.rows
                )
            case Note():
                found.extend(said(block.blocks))
    return found


def every_block(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        match block:
            case ItemList() | Facts():
                for part in block.items:
                    yield from every_block(part.blocks)
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from every_block(cell.blocks)
            case Note():
                yield from every_block(block.blocks)


def table(part: Section, address: str) -> Table:
    return next(block for block in part.blocks if isinstance(block, Table) and block.id == address)


def one(**values: object) -> PackData:
    """Return a pack of one workstream; `values` replace parts of it."""
    return sample.pack(workstreams=(sample.workstream("G", "Governance", **values),))


def test_sections_stand_in_the_order_a_board_reads_them():
    titles = [part.title for part in build(sample.pack()).sections]
    assert titles == [
        "Summary",
        "Programme director’s overview",
        "Status of the workstreams",
        "Ratings over the last periods",
        "Dates",
        "G. Governance",
        "P. Procurement",
        "D. Delivery",
        "W. Partnership working",
        "C. Culture",
        "How the ratings work",
        "Where each report comes from",
    ]


def test_the_title_page_says_what_the_document_is():
    built = build(sample.pack())
    assert built.title == "Improvement Programme: highlight report"
    assert built.subtitle == "Phase 2, May and June 2026"
    assert built.particulars == (
        ("Reporting period", "1 May 2026 to 30 June 2026"),
        ("Prepared for", "Independent Improvement Board"),
        ("Meeting", "22 July 2026"),
        ("Status", "Issued, Edition 1"),
        ("Date", "14 July 2026"),
        ("Fingerprint (SHA-256)", built.fingerprint),
    )


def test_a_draft_says_so_and_has_no_fingerprint():
    built = build(sample.pack(edition=None, meeting_on=None, audience=Audience.IMPROVEMENT_GROUP))
    assert built.particulars == (
        ("Reporting period", "1 May 2026 to 30 June 2026"),
        ("Prepared for", "Improvement Group"),
        ("Status", "Draft for review"),
        ("Prepared on", "14 July 2026"),
    )


def test_parts_nobody_gave_are_left_out_or_named():
    built = build(
        sample.pack(overall=None, trend_periods=("May and June 2026",), overview="", overview_by="")
    )
    nobody = "Nobody has given the programme an overall rating for this period."
    assert said(section(built, "summary").blocks)[1] == nobody
    assert "trend" not in {part.id for part in built.sections}
    assert said(section(built, "overview").blocks) == ["Not given"]


def test_the_overall_rating_prints_the_definition_of_its_own_step():
    assert said(section(build(sample.pack()), "summary").blocks)[:3] == [
        "Overall rating",
        "Green/Amber – Likely to deliver as agreed, if close attention continues.",
        "One workstream slipped; none is in doubt.",
    ]


def test_the_status_table_compares_with_the_last_period():
    assert said(section(build(sample.pack()), "status").blocks) == [
        (
            "Of five workstreams, one is rated Green, one is rated Green/Amber, "
            "one is rated Amber/Red, one is rated Red and one has no rating."
        ),
        "Workstream | This period | Last period | Change",
        "G. Governance | Green/Amber | Green | Worsened",
        "P. Procurement | Green / Changed by the sponsor | Amber | Improved",
        "D. Delivery | Amber/Red / Changed by sponsor and group | Amber/Red | No change",
        "W. Partnership working | Red | No rating | New",
        "C. Culture | No approved update | Green | No rating",
    ]


@pytest.mark.parametrize(
    "count,counted",
    [
        (0, "There are no workstreams in this phase."),
        (1, "Of one workstream, one is rated Green/Amber."),
        (2, "Of two workstreams, two are rated Green/Amber."),
        (11, "Of 11 workstreams, 11 are rated Green/Amber."),
    ],
)
def test_counts_are_worked_out_from_the_ratings(count: int, counted: str):
    streams = tuple(sample.workstream(f"W{place}", f"Theme {place}") for place in range(count))
    built = build(sample.pack(workstreams=streams))
    assert said(section(built, "status").blocks)[0] == counted


def test_several_missing_updates_are_counted_together():
    streams = tuple(sample.workstream(code, code, report=Missing()) for code in "AB")
    built = build(sample.pack(workstreams=streams))
    assert said(section(built, "status").blocks)[0] == "Of two workstreams, two have no rating."


def test_the_trend_shows_each_period_in_turn():
    lines = said(section(build(sample.pack()), "trend").blocks)
    assert lines[0] == (
        "Workstream | January and February 2026 | March and April 2026 | May and June 2026"
    )
    assert lines[3:5] == [
        "D. Delivery | Red | Amber/Red | Amber/Red",
        "W. Partnership working | No rating | No rating | Red",
    ]


def test_the_trend_of_one_workstream_runs_down_an_upright_page():
    names = tuple(f"Period {number}" for number in range(12))
    stream = sample.workstream("G", "Governance", trend=sample.ratings(*[1] * 10, None))
    part = section(build(sample.pack(trend_periods=names, workstreams=(stream,))), "trend")
    assert not part.wide
    lines = said(part.blocks)
    assert lines[:2] == ["Period | Rating", "Period 0 | Green"]
    assert lines[11:] == ["Period 10 | No rating", "Period 11 | Green/Amber"]


@pytest.mark.parametrize("periods,wide", [(2, False), (5, False), (6, True), (12, True)])
def test_a_long_trend_has_a_page_on_its_side(periods: int, wide: bool):
    names = tuple(f"Period {number}" for number in range(periods))
    trend = sample.ratings(*[1] * (periods - 1))
    streams = tuple(sample.workstream(code, "Governance", trend=trend) for code in "GH")
    part = section(build(sample.pack(trend_periods=names, workstreams=streams)), "trend")
    assert (part.wide, part.new_page) == (wide, wide)
    (table,) = part.blocks
    assert isinstance(table, Table)
    assert table.header == ("Workstream", *names)
    assert len(table.widths) == periods + 1


def test_a_report_begins_with_its_facts():
    facts = section(build(sample.pack()), "g").blocks[0]
    assert said([facts]) == [
        "Rating this period: Green/Amber",
        "Rating last period: Green",
        "Description: To make governance something people can rely on.",
        (
            "Outcomes: Pace | Decisions are recorded within a week | Openness | "
            "Anybody can find a decision | Every record has an owner"
        ),
        "Sponsor: Director of Resources",
        "Leads: Head of Governance (accountable lead) | Governance Officer",
        "PMO support: Programme Officer",
        "Agreed completion: 31 March 2027",
        "Forecast completion: 26 March 2027",
        "Report completed by: Head of Governance on 6 July 2026",
        "Approved by: Director of Resources on 9 July 2026",
    ]


def test_a_report_holds_every_part_in_order():
    headings = [
        block.text
        for block in section(build(sample.pack()), "g").blocks
        if isinstance(block, Heading) and block.level == 2
    ]
    assert headings == [
        "Key activities",
        "Engagement",
        "Concerns and issues",
        "Reason for the rating",
        "Sponsor’s comments",
        "Measures",
        "Milestone timeline",
        "Milestones this period",
        "Milestones planned for next period",
        "Risks",
    ]


def test_registers_print_references_dates_and_levels_in_words():
    part = section(build(sample.pack()), "g")
    assert said([table(part, "g-milestones-table")]) == [
        "Reference | Milestone | Due | Outcome | Status",
        "G-M1 | Publish the decision guide | 15 May 2026 | Done | Published a week early.",
        (
            "G-M2 | Move the records of the first committee / Slipped once, first due "
            "12 June 2026 | 12 June 2026 | Slipped to 31 July 2026 | "
            "The supplier could not test in June."
        ),
        "G-M3 | Agree the retention rules | Not given | Partly done | Not given",
    ]
    assert said([table(part, "g-planned-table")])[2] == (
        "G-M5 | Report the first results to the board | Not given | Not given"
    )
    assert said([table(part, "g-risks-table")])[1:] == [
        (
            "G-R1 | Staff may leave before the new way of working has settled. | Two people now "
            "know each task. Guides are written as the work is done. | Head of People | "
            "Likelihood: medium / Impact: high / Trend: going down"
        ),
        "G-R2 | Costs may rise. | The contract has a ceiling. | Not given | Not given",
    ]
    assert said([table(part, "g-issues-table")])[1] == (
        "G-I1 | The old system stops being supported in March. | Extended support is being bought."
        " | Head of Digital"
    )


def test_columns_nobody_filled_in_are_left_out():
    content = UpdateContent(
        milestones=(Milestone(number=7, title="Agree the plan"),),
        risks=(Risk(number=1, description="Costs may rise.", mitigation="A ceiling."),),
    )
    part = section(build(one(report=sample.report(content))), "g")
    assert said([table(part, "g-milestones-table")]) == [
        "Reference | Milestone",
        "G-M7 | Agree the plan",
    ]
    assert table(part, "g-risks-table").header == ("Reference", "Risk", "Mitigation")


def test_an_empty_update_says_what_is_not_recorded():
    blocks = section(
        build(one(report=sample.report(UpdateContent(), approvals=(sample.approval(comment=""),)))),
        "g",
    ).blocks
    lines = said(blocks)[11:]
    assert lines == [
        "Key activities",
        "None recorded",
        "Engagement",
        "None recorded",
        "Concerns and issues",
        "None recorded",
        "Reason for the rating",
        "Not given",
        "Sponsor’s comments",
        "None published",
        "Approved by Director of Resources on 9 July 2026.",
        "Milestones this period",
        "None recorded",
        "Milestones planned for next period",
        "None recorded",
        "Risks",
        "None recorded",
    ]


def test_issues_alone_need_no_words_beside_them():
    content = msgspec.structs.replace(sample.CONTENT, concerns="")
    blocks = section(build(one(report=sample.report(content))), "g").blocks
    lines = said(blocks)
    assert lines[lines.index("Concerns and issues") + 1] == "Reference | Issue | Action | Owner"


def test_a_workstream_without_people_dates_or_outcomes_says_so():
    built = build(one(outcomes=(), sponsors=(), leads=(), pmo_support=(), agreed_on=None))
    lines = said([section(built, "g").blocks[0]])
    assert "Outcomes: None recorded" in lines
    assert {"Sponsor: Not given", "Lead: Not given", "PMO support: Not given"} <= set(lines)
    assert "Agreed completion: Not given" in lines


def test_one_outcome_is_a_sentence_not_a_list():
    built = build(one(outcomes=(Outcome(text="Projects finish in time."),)))
    facts = section(built, "g").blocks[0]
    assert isinstance(facts, Facts)
    assert facts.items[3].blocks == (Paragraph((Text("Projects finish in time."),)),)


def test_a_rating_changed_by_the_sponsor_prints_both_and_the_reason():
    lines = said(section(build(sample.pack()), "p").blocks)
    place = lines.index(
        "The lead proposed Green/Amber. The sponsor changed the rating to Green for this reason:"
    )
    assert lines[place - 1] == sample.CONTENT.rationale
    assert lines[place + 1] == "The contract was signed on the day it was written."


def test_a_rating_changed_by_the_group_prints_that_too():
    lines = said(section(build(sample.pack()), "d").blocks)
    place = lines.index(
        "The sponsor confirmed Amber. The Improvement Group agreed Amber/Red for this reason:"
    )
    assert lines[place + 1] == "The group wants to see the money spent first."


def test_a_change_without_a_reason_says_that_none_was_given():
    report = sample.report(proposed_step=1, confirmed_step=2, agreed=Agreement(step=3, reason=""))
    lines = said(section(build(one(report=report)), "g").blocks)
    assert lines.count("Not given") == 2


def test_an_agreed_rating_that_confirms_is_not_mentioned():
    lines = said(
        section(
            build(one(report=sample.report(agreed=Agreement(step=2, reason="As it was.")))), "g"
        ).blocks
    )
    assert not any("Improvement Group agreed" in line for line in lines)


def test_a_missing_update_prints_the_fact_and_no_old_text():
    lines = said(section(build(sample.pack()), "c").blocks)
    assert lines[0] == "No approved update was received for this period."
    assert lines[1] == "Rating last period: Green"
    assert not any(line.startswith(("Rating this period", "Forecast")) for line in lines)


def test_the_note_to_the_sponsor_never_goes_out():
    text = json_text(document.encode(build(sample.pack())))
    assert missing_runs([sample.CONTENT.cover_note], text) == [sample.CONTENT.cover_note]


def test_the_end_names_revision_author_approver_and_fingerprint():
    built = build(sample.pack())
    report = sample.report()
    lines = said(section(built, "sources").blocks)
    assert lines[1] == (
        "G. Governance: Revision 2, completed by Head of Governance on 6 July 2026, "
        f"approved by Director of Resources on 9 July 2026. | {report.sha256}"
    )
    assert lines[-1] == "C. Culture: No approved update was received for this period."
    assert [source.id for source in built.sources] == [
        "source-g",
        "source-p",
        "source-d",
        "source-w",
    ]


def test_a_pack_without_workstreams_still_reads():
    built = build(sample.pack(workstreams=()))
    assert len(said(section(built, "sources").blocks)) == 1


def test_every_address_is_unique_and_every_source_exists():
    built = build(sample.pack())
    blocks = [block for part in built.sections for block in every_block(part.blocks)]
    addresses = [part.id for part in built.sections]
    addresses += [block.id for block in blocks if not isinstance(block, ItemList) and block.id]
    addresses += [row.id for block in blocks if isinstance(block, Table) for row in block.rows]
    assert len(addresses) == len(set(addresses))
    named = {block.source for block in blocks if isinstance(block, Paragraph) and block.source}
    assert named == {source.id for source in built.sources}
    assert named <= set(addresses)


def test_no_cell_and_no_fact_is_empty():
    for data in (sample.pack(), one(report=sample.report(UpdateContent())), one(report=Missing())):
        for part in build(data).sections:
            for block in every_block(part.blocks):
                if isinstance(block, Table):
                    assert all(any(said(cell.blocks)) for row in block.rows for cell in row.cells)
                if isinstance(block, Facts):
                    assert all(any(said(fact.blocks)) for fact in block.items)


def test_levels_of_headings_never_skip():
    for part in build(sample.pack()).sections:
        level = part.level
        for block in part.blocks:
            if isinstance(block, Heading):
                assert block.level <= level + 1
                level = block.level


def test_a_step_off_the_scale_is_refused():
    with pytest.raises(KeyError):
        build(one(previous=Issued(step=9)))


def test_the_same_material_gives_the_same_document():
    assert document.encode(build(sample.pack())) == document.encode(build(sample.pack()))


def test_a_document_is_read_back_as_it_was_written():
    built = build(sample.pack())
    assert document.decode(document.encode(built)) == built


def test_the_fingerprint_is_of_the_document_without_it():
    built = build(sample.pack())
    assert built.fingerprint == document.fingerprint(built)
    changed = build(sample.pack(prepared_on=date(2026, 7, 15)))
    assert changed.fingerprint != built.fingerprint


def test_ratings_carry_label_and_mark():
    ratings = {
        part
        for section_ in build(sample.pack()).sections
        for block in every_block(section_.blocks)
        if isinstance(block, Paragraph)
        for part in block.inlines
        if isinstance(part, Rating)
    }
    assert ratings == {Rating(step.label, step.mark) for step in sample.SCALE.steps}
