"""Pages of published cover reports, for anybody, and the button that publishes one."""

import hashlib
from io import BytesIO

from flask import Response, flash, render_template, request, send_file, url_for

from models.enums import PackFormat
from webapp import htmx
from webapp.access import actor, proven, public
from webapp.clock import now
from webapp.domain.errors import Incomplete, NotFound
from webapp.extensions import db
from webapp.packs import formats
from webapp.packs.cover import editions, publishing
from webapp.packs.cover.frame import bp
from webapp.packs.cover.issuing import FORMATS

START = "/published/<programme>/cover-reports/<int:cover_id>"


@bp.post("/cover-editions/<int:edition_id>/publish")
@proven
def publish(edition_id: int) -> Response:
    """Put a cover report where anybody may read it, or take it off; twice changes nothing."""
    who = actor()
    edition = editions.find_edition(db.session, who, edition_id)
    shown = request.form.get("shown") == "yes"
    publishing.publish(db.session, edition, who, at=now(), shown=shown)
    db.session.commit()
    flash(
        "Anybody can read this report now." if shown else "The report is off the public page.",
        "success",
    )
    return htmx.go(url_for(".read", edition_id=edition_id, version="whole"))


@bp.get(START)
@bp.get(f"{START}/edition-<int:number>")
@public
def read_published(programme: str, cover_id: int, number: int | None = None) -> str:
    """Show what anybody may read of a cover report; without a number the latest edition."""
    report, latest = publishing.published_report(db.session, programme, cover_id, number)
    return render_template(
        "packs/cover/published.html",
        report=report,
        document=report.document,
        latest=latest,
        address={"programme": programme, "cover_id": cover_id},
    )


@bp.get(f"{START}/edition-<int:number>.<format>")
@public
def download_published(
    programme: str,
    cover_id: int,
    number: int,
    format: str,  # noqa: A002 - its name in the address
) -> Response:
    """Send the stored bytes of what anybody may read, always as a file to keep."""
    report, _ = publishing.published_report(db.session, programme, cover_id, number)
    if format not in FORMATS:
        raise NotFound
    chosen = PackFormat(format)
    file = editions.file_of(db.session, report.edition, chosen, public=report.document.public)
    if hashlib.sha256(file.content).hexdigest() != file.sha256:
        raise Incomplete(
            "The stored file is not the file that was issued: its fingerprint differs.",
            "Tell the programme office. The report in its other formats may still be good.",
        )
    return send_file(
        BytesIO(file.content),
        mimetype=formats.MEDIA_TYPES[chosen],
        as_attachment=True,
        download_name=f"cover-report-{cover_id}-edition-{number}.{chosen}",
        etag=file.sha256,
    )
