"""Checks of what a pack and a cover report would print: places, parts, and the real papers."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings

from models.enums import Audience
from tests.packs import real, sample
from tests.packs.cover import real as real_covers
from tests.packs.cover import sample as cover
from webapp.domain.content import UpdateContent
from webapp.domain.exempt import Exemption
from webapp.domain.recipes import STANDARD, Recipe
from webapp.packs import builder, checking
from webapp.packs.cover import suggestion
from webapp.packs.cover.content import CoverContent, Paragraph, Part
from webapp.packs.material import Agreement, OverallRating, PackData

SECRET = Exemption(paragraph=3, reason="A price.")
# After the period of the sample pack.
MEETING = date(2026, 7, 22)
FRONT = msgspec.structs.replace(cover.FRONT, meets_on=MEETING)
RIGHT = OverallRating(step=2, reason="Partnership working is rated worse, and is a small part.")


def codes(data: PackData) -> set[str]:
    return {finding.code for finding in checking.find(data)}


def saying(text: str, **values: object) -> PackData:
    """Return a pack whose one report has a text among its key activities."""
    content = UpdateContent(key_activities=text, rationale="All is well.", **values)  # type: ignore[arg-type]
    workstream = sample.workstream("G", "Governance", report=sample.report(content))
    return sample.pack(workstreams=(workstream,), overall=None, overview="Well.")


def test_a_pack_that_is_right_has_no_findings():
    assert checking.find(sample.pack(overall=RIGHT)) == ()


def test_an_overall_rating_that_is_silent_on_what_is_worse_is_asked_about():
    assert codes(sample.pack()) == {"overall-better-than-worst"}
    assert checking.blocking(checking.find(sample.pack())) == ()
    silent = sample.pack(overall=OverallRating(step=2))
    assert [finding.code for finding in checking.blocking(checking.find(silent))] == [
        "overall-without-reason"
    ]


@pytest.mark.parametrize("recipe", STANDARD.values(), ids=lambda recipe: recipe.slug)
def test_every_finding_stands_at_a_section_of_the_document_or_its_front(recipe: Recipe):
    data = replace(real.pack(), recipe=recipe, overall=OverallRating(step=1), overview="")
    places = {section.id for section in builder.build(data).sections} | {"front"}
    found = checking.find(data)
    assert found
    assert {finding.where for finding in found} <= places


def test_a_part_that_is_not_printed_is_not_checked():
    wrong = {"overview": "See Appendix 9.", "overall": OverallRating(step=1)}
    assert {"cited-appendix", "overall-without-reason"} <= codes(sample.pack(**wrong))
    assert codes(sample.pack(recipe=STANDARD["deep-dive"], **wrong)) == set()


def test_a_short_report_is_checked_in_what_it_prints():
    data = saying("The BDQ met.", as_at=None)
    assert codes(data) == {"acronym-not-explained"}
    assert codes(replace(data, recipe=STANDARD["board"])) == set()


def test_a_public_edition_is_checked_without_its_exempt_text():
    data = saying("The BDQ met.", key_activities_exempt=SECRET)
    public = replace(data, recipe=STANDARD["public"], audience=Audience.PUBLIC)
    assert codes(data) == {"acronym-not-explained"}
    assert codes(public) == set()


def test_an_overview_that_nobody_wrote_is_asked_about_but_not_one_that_is_withheld():
    assert codes(sample.pack(overview=" ", overall=RIGHT)) == {"empty-section"}
    withheld = sample.pack(
        overview="Secret.", overview_exempt=SECRET, overall=RIGHT, recipe=STANDARD["public"]
    )
    assert codes(withheld) == set()


def test_a_register_that_a_report_points_to_and_does_not_have_is_asked_about():
    assert codes(saying("See the risks below.")) == {"said-to-be-full"}
    assert codes(saying("See the issues listed below.")) == {"said-to-be-full"}


def test_the_words_of_sponsors_and_group_are_read_too():
    report = sample.report(
        approvals=(sample.approval(comment="The BDQ met."),),
        agreed=Agreement(step=1, reason="The XYZ met."),
    )
    workstream = sample.workstream("G", "Governance", report=report)
    (finding,) = checking.find(
        sample.pack(workstreams=(workstream,), overall=None, overview="Well.")
    )
    assert (finding.about, finding.where) == ("BDQ XYZ", "g")


def test_an_entry_of_a_register_that_is_not_in_the_pack_blocks():
    known = sample.pack(overview="See G-M1 and G-R1.", overall=RIGHT)
    assert codes(known) == set()
    assert codes(replace(known, overview="See G-M99.")) == {"cited-item"}


def right_cover() -> CoverContent:
    drafted = suggestion.suggest(FRONT, sample.pack(overall=RIGHT))
    return msgspec.structs.replace(drafted, objectives=("Good growth",))


def test_a_suggested_cover_report_has_no_findings():
    assert checking.find_in_cover(right_cover(), (), sample.pack(overall=RIGHT)) == ()


@pytest.mark.parametrize(
    "text, code",
    [
        ("See Appendix 1.", "cited-appendix"),
        ("See paragraph 9.1.", "cited-paragraph"),
        ("See recommendation Z.", "cited-recommendation"),
        ("It ended on 31 June 2026.", "impossible-date"),
        ("See [the plan](#).", "link-lost"),
        (
            "The plan is Red, meaning on course: nothing stands in the way of delivery as agreed.",
            "definition-of-another-step",
        ),
    ],
)
def test_what_is_wrong_in_a_cover_report_blocks(text: str, code: str):
    content = right_cover()
    last = Part(handle="s9", heading="More", paragraphs=(Paragraph(handle="p9", text=text),))
    content = msgspec.structs.replace(content, parts=(*content.parts, last))
    (finding,) = checking.blocking(checking.find_in_cover(content, (), sample.pack(overall=RIGHT)))
    assert (finding.code, finding.where) == (code, "paragraph-p9")


def test_chosen_references_are_read_as_they_are_printed():
    content = right_cover()
    text = f"See [appendix: {content.appendices[0].handle}] and [paragraph: p1]."
    last = Part(handle="s9", heading="More", paragraphs=(Paragraph(handle="p9", text=text),))
    content = msgspec.structs.replace(content, parts=(*content.parts, last))
    assert checking.find_in_cover(content, (), sample.pack(overall=RIGHT)) == ()


def test_an_empty_paragraph_and_a_late_sign_off_are_asked_about():
    content = right_cover()
    last = Part(handle="s9", heading="More", paragraphs=(Paragraph(handle="p9", text=" "),))
    content = msgspec.structs.replace(content, parts=(*content.parts, last))
    signed = tuple(
        msgspec.structs.replace(one, text="None.", signed=when)
        for one, when in zip(
            cover.IMPLICATIONS,
            ("An officer, 23 July 2026", "An officer, 1 July 2026 (ref 4)", "31 June 2026"),
            strict=True,
        )
    )
    found = checking.find_in_cover(content, signed, sample.pack(overall=RIGHT))
    assert {(finding.code, finding.where) for finding in found} == {
        ("empty-section", "paragraph-p9"),
        ("signed-after-meeting", "signed"),
    }


def test_people_are_compared_with_those_the_report_may_name():
    content = right_cover()
    front = msgspec.structs.replace(content.front, lead_member="Robin Example")
    content = msgspec.structs.replace(content, front=front)
    people = {1: "Robyn Example, Director", 3: "Robbin Example, of another report"}
    (finding,) = checking.find_in_cover(content, (), sample.pack(overall=RIGHT), people)
    assert finding.about == "Robin Example / Robyn Example"


@settings(max_examples=30)
@given(cover.contents())
def test_any_cover_report_is_read(content: CoverContent):
    data = sample.pack()
    for finding in checking.find_in_cover(content, cover.IMPLICATIONS, data):
        assert finding.message


@pytest.mark.parametrize("report", real_covers.reports(), ids=lambda report: report["source"][:3])
def test_in_the_real_papers_no_reference_that_was_chosen_leads_nowhere(report):
    material = real_covers.material(report)
    found = checking.find_in_cover(
        material.content, material.implications, real.pack(), material.people
    )
    assert found
    assert {finding.code for finding in found} & {"cited-appendix", "cited-paragraph"} == set()
