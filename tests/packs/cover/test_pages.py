"""The pages of cover reports as HTML, and whatever strange thing is sent to them."""

from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session

from models.covers import CoverReport
from tests.conftest import SignIn
from tests.conventions.html import mistakes
from tests.conventions.test_strange_input import ANSWERED, STRANGE
from tests.packs.cover import desk
from tests.world import World

FIELDS = (
    "seen", "committee", "title", "text", "heading", "refer", "ratings", "author", "link", "first",
    "second", "third", "lines", "voting", "plan_reference", "key_decision", "exempt-paragraph",
    "exempt-reason", "officer_id", "officer", "reference", "do", "objectives", "implications",
    "confirm", "correction", "suggest", "file", "due_on-day", "due_on-month", "due_on-year",
    "signed_on-day", "signed_on-month", "signed_on-year", "meets_on-day", "meets_on-month",
    "meets_on-year", "dated-day",
)  # fmt: skip


@pytest.fixture
def cover(session: Session, world: World) -> CoverReport:
    return desk.begin(session, world)


def test_the_pages_are_valid_html(
    session: Session, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    cover = desk.ready(session, world)
    edition = desk.issue(session, world, cover)
    report, office = f"/cover-reports/{cover.id}", sign_in(world.office)
    addresses = (
        f"/packs/{cover.pack_id}/cover-reports",
        report,
        f"{report}/front",
        f"{report}/objectives",
        f"{report}/implications/1",
        f"{report}/preview/whole",
        f"{report}/paragraph/p1",
        f"{report}/paragraph/p1/remove",
        *(f"{report}/{kind}/new" for kind in ("recommendation", "section", "appendix", "paper")),
        f"/cover-editions/{edition.id}/whole",
        f"/editions/{edition.edition_id}/cover-reports",
        f"/programmes/{world.programme.slug}/cover-reports",
    )
    pages = [office.get(address) for address in addresses]
    pages.append(office.post(f"{report}/front", {"title": ""}, status=422))
    desk.write(session, world, cover, 1, "Another matter.")
    pages += [office.get(f"{report}/issue"), sign_in(world.outsider).get(report)]
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.html").write_text(page.source)
    # Numbered paragraphs have no markers of the browser's, so the list has to be named as one.
    on_purpose = ("[no-redundant-role]", "[prefer-native-element]")
    found = [line for line in mistakes(tmp_path) if not any(one in line for one in on_purpose)]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("name", STRANGE)
def test_whatever_is_sent_gets_a_page(
    world: World, cover: CoverReport, sign_in: SignIn, name: str
) -> None:
    office, strange = sign_in(world.office), STRANGE[name]
    word = quote(strange.encode("utf-8", "surrogateescape"), safe="") or "x"
    report, programme = f"/cover-reports/{cover.id}", f"/programmes/{world.programme.slug}"
    for address in (
        f"/cover-reports/{word}",
        f"{report}/{word}/{word}",
        f"{report}/paragraph/{word}",
        f"{report}/paragraph/new?section={word}",
        f"{report}/preview/{word}",
        f"{report}/preview/whole/{word}",
        f"{report}/implications/{word}",
        f"/cover-editions/{word}/whole",
        f"/cover-editions/1/{word}/{word}",
        f"/programmes/{word}/cover-reports",
    ):
        office.get(address, status=ANSWERED)
    typed = {
        field: strange.encode("utf-8", "surrogateescape") for field in FIELDS if field != "file"
    }
    for address in (
        f"/packs/{world.pack.id}/cover-reports",
        f"{report}/front",
        f"{report}/objectives",
        f"{report}/paragraph/p1",
        f"{report}/paragraph/p1/move",
        f"{report}/{word}/{word}/remove",
        f"{report}/section/new",
        f"{report}/appendix/new",
        f"{report}/paper/new",
        f"{report}/implications/1",
        f"{report}/implications/1/ask",
        f"{report}/implications/1/record",
        f"{report}/issue",
        f"{programme}/cover-reports",
        f"{programme}/cover-reports/template",
    ):
        office.post(address, typed, status=ANSWERED)
    for kind in ("html", "pdf", "docx"):
        assert office.get(f"{report}/preview/whole/{kind}").body


def test_hostile_text_comes_out_inert(world: World, cover: CoverReport, sign_in: SignIn) -> None:
    office, report = sign_in(world.office), f"/cover-reports/{cover.id}"
    text = "<script>alert(1)</script> [a](javascript:alert(1)) {{ 7 * 7 }} #eval(1)"
    office.post(f"{report}/recommendation/new", {"text": text})
    office.post(f"{report}/appendix/new", {"title": text})
    for address in (report, f"{report}/preview/whole"):
        page = office.get(address)
        assert "<script>alert(1)</script>" in page.text
        assert not page.all("//main//script")
        assert not page.all("//a[starts-with(@href, 'javascript')]")
