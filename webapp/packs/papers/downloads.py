"""What goes out beside an edition: each paper, and all papers of its meeting in one ZIP file."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response, send_file

from models import CoverEdition, Edition
from webapp.access import actor, public
from webapp.domain import policy
from webapp.extensions import db
from webapp.packs import library, published
from webapp.packs.cover import editions as covers
from webapp.packs.cover import publishing
from webapp.packs.cover.document import CoverDocument, decode
from webapp.packs.formats import stem
from webapp.packs.papers import frozen, meeting
from webapp.packs.papers.files import MEDIA_TYPES
from webapp.packs.papers.frame import bp

ZIP = "application/zip"


@bp.get("/editions/<int:edition_id>/papers/<letter>")
def download(edition_id: int, letter: str) -> Response:
    """Send a paper an edition was issued with, always as a file to keep."""
    edition = library.find_edition(db.session, actor(), edition_id)
    return _paper(edition, letter)


@bp.get("/published/<programme>/<period>/<pack>/edition-<int:number>/papers/<letter>")
@public
def download_published(
    programme: str, period: str, pack: str, number: int, letter: str
) -> Response:
    """Send a paper of a published edition, which holds no exempt one."""
    edition, _ = published.published_edition(db.session, programme, period, pack, number)
    return _paper(edition, letter)


def _paper(edition: Edition, letter: str) -> Response:
    paper = frozen.paper_in(db.session, edition, letter)
    return send_file(
        BytesIO(paper.file.content),
        mimetype=MEDIA_TYPES[paper.file.kind],
        as_attachment=True,
        download_name=f"{stem(edition.pack, edition)}-{frozen.member(paper)}",
        etag=paper.file.sha256,
    )


@bp.get("/editions/<int:edition_id>/papers.zip")
def take_away(edition_id: int) -> Response:
    """Send all papers of a meeting: the edition, the reports that present it, its appendices."""
    who = actor()
    edition = library.find_edition(db.session, who, edition_id)
    reports = covers.presenting(db.session, edition)
    whole = policy.may_read_whole(who, edition.pack.audience, edition.pack.programme_id)
    read = [
        report.document if whole or not report.public_document else report.public_document
        for report in reports
    ]
    return _zip(edition, list(zip(reports, map(decode, read), strict=True)))


@bp.get("/published/<programme>/<period>/<pack>/edition-<int:number>-papers.zip")
@public
def take_away_published(programme: str, period: str, pack: str, number: int) -> Response:
    """Send a published edition with the published reports beside it and its appendices."""
    edition, _ = published.published_edition(db.session, programme, period, pack, number)
    reports = publishing.beside(db.session, edition)
    return _zip(edition, [(report.edition, report.document) for report in reports])


def _zip(edition: Edition, reports: Sequence[tuple[CoverEdition, CoverDocument]]) -> Response:
    papers = meeting.gather(db.session, edition, reports)
    return send_file(
        BytesIO(meeting.packed(edition, papers)),
        mimetype=ZIP,
        as_attachment=True,
        download_name=f"{stem(edition.pack, edition)}-papers.zip",
    )
