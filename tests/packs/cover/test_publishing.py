"""Cover reports that anybody may read: without exempt text, at addresses that stay."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import CoverEdition, CoverFile, CoverPublication
from tests.conftest import SignIn
from tests.packs import stages
from tests.packs.cover import desk
from tests.packs.cover.sample import SAMPLE
from tests.visitor import Visitor
from tests.world import World
from webapp.domain.exempt import Exemption
from webapp.packs.cover.content import Appendix, CoverContent, Paragraph, Part
from webapp.packs.cover.issuing import FORMATS


def issued(session: Session, world: World, *, exempt: bool = False) -> CoverEdition:
    """Return an issued cover report, perhaps with a paragraph that may not be published."""
    edition = stages.issue(session, world)
    mark = Exemption(paragraph=3, reason="A contract") if exempt else None
    content = CoverContent(
        front=desk.front(world),
        recommendations=(desk.NOTE,),
        parts=(
            Part(
                handle="s1",
                heading="Purpose",
                paragraphs=(
                    Paragraph(handle="p1", text="One kingfisher.", exempt=mark),
                    Paragraph(handle="p2", text="Another."),
                ),
            ),
        ),
    )
    cover = desk.begin(session, world, edition.pack, content=content)
    desk.sign_all(session, world, cover)
    return desk.issue(session, world, cover)


@pytest.mark.parametrize("exempt", [False, True])
def test_it_is_read_and_downloaded_by_anybody_once_published(
    session: Session, world: World, sign_in: SignIn, visitor: Visitor, exempt: bool
) -> None:
    edition = issued(session, world, exempt=exempt)
    office = sign_in(world.office)
    here = f"/cover-editions/{edition.id}"
    start = f"/published/{world.programme.slug}/cover-reports/{edition.cover_id}"
    for address in (start, f"{start}/edition-1", f"{start}/edition-1.pdf"):
        visitor.get(address, status=404)
    assert "Publish this report" in office.get(f"{here}/whole").main
    office.post(f"{here}/publish", {"shown": "yes"}, status=303)
    office.post(f"{here}/publish", {"shown": "yes"}, status=303)
    assert f"{start}/edition-1" in office.get(f"{here}/whole").main
    assert start in visitor.get("/published").source
    page = visitor.get(start)
    assert ("kingfisher" in page.source) is not exempt
    assert "Another." in page.main
    assert page.source.count("/edition-1.") == len(FORMATS)
    file = visitor.get(f"{start}/edition-1.html")
    assert (b"kingfisher" in file.body) is not exempt
    assert file.headers["Content-Disposition"].startswith("attachment")
    for kind in ("pdf", "docx"):
        visitor.get(f"{start}/edition-1.{kind}")
    other = f"/published/other/cover-reports/{edition.cover_id}"
    for wrong in (f"{start}/edition-2", f"{start}/edition-1.json", f"{start}/edition-1.exe", other):
        visitor.get(wrong, status=404)
    office.post(f"{here}/publish", {"shown": "no"}, status=303)
    visitor.get(start, status=404)


def test_a_report_whose_only_exempt_piece_is_an_appendix_has_a_public_version(
    session: Session, world: World, sign_in: SignIn, visitor: Visitor
) -> None:
    """As in a pack for the public, not even the title of the appendix is printed."""
    edition = stages.issue(session, world)
    secret = Exemption(paragraph=3, reason="A contract")
    content = CoverContent(
        front=desk.front(world),
        recommendations=(desk.NOTE,),
        parts=(Part(handle="s1", heading="Purpose", paragraphs=(SAMPLE,)),),
        appendices=(
            Appendix(handle="offer", title="The kingfisher offer", exempt=secret),
            Appendix(handle="letter", title="Annual letter"),
        ),
    )
    cover = desk.begin(session, world, edition.pack, content=content)
    desk.sign_all(session, world, cover)
    made = desk.issue(session, world, cover)
    sign_in(world.office).post(f"/cover-editions/{made.id}/publish", {"shown": "yes"}, status=303)
    start = f"/published/{world.programme.slug}/cover-reports/{cover.id}"
    page = visitor.get(start)
    assert "kingfisher" not in page.source
    assert "Appendix A – Annual letter" in page.main
    assert "It is exempt under paragraph 3" in page.main
    assert b"kingfisher" not in visitor.get(f"{start}/edition-1.html").body
    assert "kingfisher" in made.document


def test_it_is_published_once_and_a_file_that_was_changed_is_not_given_out(
    session: Session, world: World, sign_in: SignIn, visitor: Visitor
) -> None:
    edition = issued(session, world)
    for _ in range(2):
        sign_in(world.office).post(
            f"/cover-editions/{edition.id}/publish", {"shown": "yes"}, status=303
        )
    session.expire_all()
    assert session.scalar(select(func.count(CoverPublication.id))) == 1
    session.execute(text("DROP TRIGGER cover_files_refuses_update"))
    session.execute(update(CoverFile).values(content=b"Other"))
    session.commit()
    start = f"/published/{world.programme.slug}/cover-reports/{edition.cover_id}"
    page = visitor.get(f"{start}/edition-1.pdf", status=422)
    assert "The stored file is not the file that was issued" in page.main


def test_what_was_published_is_kept(session: Session, world: World, sign_in: SignIn) -> None:
    edition = issued(session, world)
    sign_in(world.office).post(
        f"/cover-editions/{edition.id}/publish", {"shown": "yes"}, status=303
    )
    session.commit()
    with pytest.raises(IntegrityError, match="only grows"):
        session.execute(text("DELETE FROM cover_publications"))
