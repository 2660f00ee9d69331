"""Where the words of a pack come from."""

from dataclasses import replace

from tests.packs import sample, text
from tests.packs.test_builder import said, section
from webapp.domain.blocks import Block, ItemList
from webapp.domain.recipes import STANDARD
from webapp.packs import provenance
from webapp.packs.builder import build
from webapp.packs.material import Report
from webapp.packs.renderers import html


def test_every_report_names_its_revision_author_approver_and_fingerprint() -> None:
    pack = sample.pack()
    report = pack.workstreams[0].report
    assert isinstance(report, Report)
    (line,) = [
        row
        for row in said(section(build(pack), "sources").blocks)
        if row.startswith("G. Governance")
    ]
    assert line == (
        "G. Governance: Revision 2, completed by Head of Governance on 6 July 2026, approved by "
        f"Director of Resources on 9 July 2026. | {report.sha256}"
    )


def test_a_return_that_nobody_confirmed_says_so() -> None:
    stream = sample.workstream(
        "G", "Governance", report=sample.report(confirmed_step=None, approvals=())
    )
    document = build(sample.pack(workstreams=(stream,)))
    assert "not confirmed by the sponsor." in said(section(document, "sources").blocks)[1]
    assert document.sources[0].approver.startswith("Lead’s return")


def test_an_edition_for_the_public_has_no_fingerprints_of_reports() -> None:
    document = build(sample.pack(recipe=replace(STANDARD["public"], staff_names=True)))
    lines = said(section(document, "sources").blocks)
    assert all(source.sha256 == "" for source in document.sources)
    assert not [line for line in lines if "SHA-256" in line]


def addresses(blocks: tuple[Block, ...]) -> list[str]:
    """Return the addresses of everything in the text, lists included."""
    found = []
    for block in blocks:
        inner = [item.blocks for item in block.items] if isinstance(block, ItemList) else []
        found += [address for one in inner for address in addresses(one)]
        if address := getattr(block, "id", ""):
            found.append(address)
    return found


def test_each_paragraph_of_a_report_is_followed_by_who_answers_for_it() -> None:
    document = build(sample.pack(edition=1))
    shown = provenance.shown(document)
    plain = {address for part in document.sections for address in addresses(part.blocks)}
    added = {address for part in shown.sections for address in addresses(part.blocks)} - plain
    assert {address.removesuffix("-answered") for address in added} <= plain
    assert "g-activities-1-answered" in added
    assert "g-milestones-table-answered" in added
    read = text.html_text(html.render(shown))
    assert "Written by Head of Governance on 6 July 2026; approved by" in read
    assert "Revision 2, 1 May 2026 to 30 June 2026." in read
    assert shown.fingerprint == document.fingerprint


def test_people_are_not_named_where_the_edition_does_not() -> None:
    document = build(sample.pack(edition=1, recipe=STANDARD["public"]))
    read = text.html_text(html.render(provenance.shown(document)))
    assert "Written by the lead on 6 July 2026; approved by the sponsor" in read
    assert "Written by Head of Governance" not in read
