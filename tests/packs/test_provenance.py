"""Where the words of a pack come from."""

from dataclasses import replace

from tests.packs import sample
from tests.packs.test_builder import said, section
from webapp.domain.recipes import STANDARD
from webapp.packs.builder import build
from webapp.packs.material import Report


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
