"""Published editions, for anybody: a list, each to read and to download, at addresses that stay."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response, render_template, request, send_file
from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload, undefer

from models import (
    Edition,
    Pack,
    Phase,
    Programme,
    Publication,
    ReportingPeriod,
    Workstream,
)
from models.enums import PackFormat
from webapp.access import public
from webapp.domain.errors import NotFound
from webapp.extensions import db
from webapp.packs import bundle, formats, library, provenance
from webapp.packs.cover import publishing
from webapp.packs.frame import bp

LAST = select(func.max(Publication.id)).group_by(Publication.edition_id)
"""What was done last with each edition."""
SHOWN = select(Publication.edition_id).where(Publication.id.in_(LAST), Publication.shown)
PUBLISHED = (
    select(Edition)
    .join(Edition.pack)
    .join(Pack.period)
    .join(ReportingPeriod.phase)
    .join(Phase.programme)
    .where(Edition.id.in_(SHOWN))
    .options(
        contains_eager(Edition.pack).joinedload(Pack.workstream),
        contains_eager(Edition.pack)
        .contains_eager(Pack.period)
        .contains_eager(ReportingPeriod.phase)
        .contains_eager(Phase.programme)
        .joinedload(Programme.organisation, innerjoin=True),
        selectinload(Edition.files),
        joinedload(Edition.issued_by, innerjoin=True),
    )
)


def latest_editions(session: Session) -> Sequence[Edition]:
    """Return the latest published edition of each pack, the newest period first."""
    rows = session.scalars(
        PUBLISHED.order_by(
            Programme.name, ReportingPeriod.starts_on.desc(), Pack.id, Edition.number.desc()
        )
    )
    latest: dict[int, Edition] = {}
    for row in rows:
        latest.setdefault(row.pack_id, row)
    return tuple(latest.values())


def address_of(pack: Pack) -> dict[str, str]:
    """Return the parts of a pack's public address; its workstream must be loaded."""
    code = f"~{pack.workstream.code.lower()}" if pack.workstream else ""
    return {
        "programme": pack.period.phase.programme.slug,
        "period": pack.period.slug,
        "pack": f"{pack.recipe}{code}",
    }


def published_edition(
    session: Session, programme: str, period: str, pack: str, number: int | None
) -> tuple[Edition, Edition]:
    """Return a published edition with its text, and the latest one of its pack.

    Programme and period by their slugs, the pack by its recipe's, with "~" and a
    code where it is about one workstream; without a number the latest.
    Raises NotFound, also for what is not published.
    """
    recipe, _, code = pack.partition("~")
    workstream = select(Workstream.id).where(func.lower(Workstream.code) == code.lower())
    rows = session.scalars(
        PUBLISHED.where(
            Programme.slug == programme,
            ReportingPeriod.slug == period,
            Pack.recipe == recipe,
            Pack.workstream_id.in_(workstream) if code else Pack.workstream_id.is_(None),
        )
        .options(undefer(Edition.document))
        .order_by(Phase.number.desc(), Edition.number.desc())
    ).all()
    for row in rows:
        if number in (None, row.number):
            return row, rows[0]
    raise NotFound


@bp.get("/published")
@public
def published() -> str:
    """List what anybody may read."""
    editions = latest_editions(db.session)
    return render_template(
        "packs/published.html",
        editions=editions,
        addresses={edition.id: address_of(edition.pack) for edition in editions},
        reports=publishing.latest_reports(db.session),
    )


@bp.get("/published/<programme>/<period>/<pack>")
@bp.get("/published/<programme>/<period>/<pack>/edition-<int:number>")
@public
def read_published(programme: str, period: str, pack: str, number: int | None = None) -> str:
    """Show a published edition as it was frozen; without a number the latest one.

    With `?sources=1` each paragraph says who answers for it, as far as the edition names people.
    """
    edition, latest = published_edition(db.session, programme, period, pack, number)
    frozen, with_sources = library.frozen_document(edition), "sources" in request.args
    return render_template(
        "packs/read_published.html",
        edition=edition,
        latest=latest,
        document=provenance.shown(frozen) if with_sources else frozen,
        with_sources=with_sources,
        address={"programme": programme, "period": period, "pack": pack},
        files=sorted(edition.files, key=lambda file: list(PackFormat).index(file.format)),
    )


@bp.get("/published/<programme>/<period>/<pack>/edition-<int:number>.zip")
@public
def take_away_published(programme: str, period: str, pack: str, number: int) -> Response:
    """Send a published edition in every format, with its proof and the program that checks it."""
    edition, _ = published_edition(db.session, programme, period, pack, number)
    return send_file(
        BytesIO(bundle.bundle(db.session, edition)),
        mimetype="application/zip",
        as_attachment=True,
        download_name=bundle.bundle_name(edition),
    )


@bp.get("/published/<programme>/<period>/<pack>/edition-<int:number>.<format>")
@public
def download_published(
    programme: str,
    period: str,
    pack: str,
    number: int,
    format: str,  # noqa: A002 - its name in the address
) -> Response:
    """Send the stored bytes of a published edition, always as a file to keep."""
    edition, _ = published_edition(db.session, programme, period, pack, number)
    if format not in list(PackFormat):
        raise NotFound
    chosen = PackFormat(format)
    file = library.file_of(db.session, edition, chosen)
    return send_file(
        BytesIO(file.content),
        mimetype=formats.MEDIA_TYPES[chosen],
        as_attachment=True,
        download_name=formats.file_name(edition.pack, edition, chosen),
        etag=file.sha256,
    )
