"""Pages of packs: the shelf, editions to read, to download and to correct."""

from io import BytesIO

from flask import Response, flash, render_template, request, send_file, url_for

from models.enums import Action, PackFormat, PackStatus, UpdateStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.content import decode, sections_of
from webapp.domain.errors import Incomplete, NotFound
from webapp.domain.workflow import EDITABLE
from webapp.extensions import db
from webapp.packs import (
    builder,
    bundle,
    cancelling,
    chain,
    contents,
    corrections,
    deciding,
    formats,
    giving,
    issuing,
    library,
    published,
    queries,
    reading_page,
    reading_views,
    recipe_views,
    review,
    schema,
)
from webapp.packs.forms import CancelForm, CorrectForm
from webapp.packs.frame import bp
from webapp.packs.meeting import minute_views
from webapp.packs.meeting import views as meeting
from webapp.packs.wording import titled

__all__ = [
    "bp",
    "deciding",
    "giving",
    "issuing",
    "meeting",
    "minute_views",
    "published",
    "reading_page",
    "reading_views",
    "recipe_views",
    "review",
    "schema",
]

LAST_PAGE = 10_000


@bp.get("/packs")
def shelf() -> str:
    """List the packs in work and the issued editions the person may read."""
    who = actor()
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    editions, more = queries.editions_page(db.session, who, page)
    packs = queries.packs_in_work(db.session, who) if page == 1 else ()
    return render_template(
        "packs/shelf.html",
        packs=[(pack, queries.next_action(pack)) for pack in packs],
        editions=editions,
        programmes=sorted(
            {
                (programme.name, programme.slug)
                for programme in (
                    row.period.phase.programme
                    for row in (*packs, *(edition.pack for edition in editions))
                )
                if policy.may_read_pack(who, programme.id)
            }
        ),
        audiences=AUDIENCE_NAMES,
        page=page,
        more=more,
    )


@bp.get("/packs/<int:pack_id>/preview/<format>")
def preview(pack_id: int, format: str) -> Response:  # noqa: A002 - its name in the address
    """Send the pack as it stands now in one format, marked as a draft."""
    who = actor()
    chosen = _format(format)
    pack = queries.get_pack(db.session, who, pack_id)
    data = contents.pack_data(db.session, pack, at=now())
    rendered = formats.render(builder.build(data), chosen)
    return send_file(
        BytesIO(rendered),
        mimetype=formats.MEDIA_TYPES[chosen],
        as_attachment=True,
        download_name=formats.file_name(pack, None, chosen),
    )


@bp.route("/editions/<int:edition_id>/correct", methods=["GET", "POST"])
def correct(edition_id: int) -> Response:
    """Show what a correction of an issued edition will do; once filled in, begin it.

    An edition that is not the latest, or whose correction has begun, leads to where things stand.
    A second click changes nothing.
    """
    who, at = actor(), now()
    edition = library.find_edition(db.session, who, edition_id)
    policy.require(policy.why_not_pack(who, Action.CORRECT, edition.pack))
    group, board = queries.both(db.session, edition.pack)
    form = CorrectForm()
    if board is None or edition.pack_id != board.id:
        return htmx.go(url_for(".read", edition_id=edition_id))
    if request.method == "GET" and edition.id != board.editions[-1].id:
        return htmx.go(url_for(".read", edition_id=board.editions[-1].id))
    if request.method == "GET" and board.status is not PackStatus.ISSUED:
        return htmx.go(url_for(".review", pack_id=group.id))
    pack = queries.get_pack(db.session, who, group.id, lock=request.method == "POST")
    programme = pack.period.phase.programme
    # A second click names updates that the first has sent back already.
    states = (UpdateStatus.ISSUED, *(() if board.status is PackStatus.ISSUED else EDITABLE))
    offered = queries.updates_in(db.session, pack, *states)
    form.updates.choices = [(row.id, titled(row.workstream)) for row in offered]
    if form.validate_on_submit():
        try:
            corrections.correct(
                db.session,
                pack,
                who,
                at=at,
                seen=form.edition.data,
                reason=form.reason.data or "",
                update_ids=form.updates.data or (),
                sections=form.flagged,
            )
        except Incomplete as refused:
            form.updates.errors = [f"{refused.reason} {refused.next_step}"]
        else:
            db.session.commit()
            flash(
                "The correction has begun. The pack is with the Improvement Group again.", "success"
            )
            return htmx.go(url_for(".review", pack_id=pack.id))
    body = render_template(
        "packs/correct.html",
        edition=edition,
        period=pack.period,
        programme=programme,
        received=chain.received_by(db.session, edition),
        sections={name for row in offered for name in sections_of(decode(row.draft))},
        form=form,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


@bp.route("/packs/<int:pack_id>/cancel-correction", methods=["GET", "POST"])
def cancel(pack_id: int) -> Response:
    """Show what cancelling a correction puts back and what is lost; once sure, do it.

    Where there is none to cancel, it leads to where things stand. A second click changes nothing.
    """
    who, post = actor(), request.method == "POST"
    pack = queries.get_pack(db.session, who, pack_id, lock=post)
    policy.require(policy.why_not_pack(who, Action.CANCEL, pack))
    group, board = queries.both(db.session, pack)
    form = CancelForm()
    if form.validate_on_submit():
        cancelling.cancel(
            db.session,
            pack,
            who,
            at=now(),
            seen=form.seen.data or "",
            reason=form.reason.data or "",
        )
        db.session.commit()
        flash("The correction is cancelled. What was issued stands as it was.", "success")
        return htmx.go(url_for(".review", pack_id=pack_id))
    if board is None or pack.id != group.id or not cancelling.is_in_correction(group, board):
        return htmx.go(url_for(".review", pack_id=group.id))
    body = render_template(
        "packs/cancel.html",
        pack=pack,
        period=pack.period,
        programme=pack.period.phase.programme,
        edition=board.editions[-1],
        undoing=cancelling.undoing(db.session, pack, board),
        form=form,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


@bp.get("/editions/<int:edition_id>/everything.zip")
def take_away(edition_id: int) -> Response:
    """Send an edition in every format, with the proof of it and the program that checks it."""
    edition = library.find_edition(db.session, actor(), edition_id)
    return send_file(
        BytesIO(bundle.bundle(db.session, edition)),
        mimetype="application/zip",
        as_attachment=True,
        download_name=bundle.bundle_name(edition),
    )


@bp.get("/editions/<int:edition_id>/<format>")
def download(edition_id: int, format: str) -> Response:  # noqa: A002 - its name in the address
    """Send the stored bytes of an edition in one format, always as a file to keep."""
    who = actor()
    chosen = _format(format)
    edition = library.find_edition(db.session, who, edition_id)
    file = library.file_of(db.session, edition, chosen)
    return send_file(
        BytesIO(file.content),
        mimetype=formats.MEDIA_TYPES[chosen],
        as_attachment=True,
        download_name=formats.file_name(edition.pack, edition, chosen),
        etag=file.sha256,
    )


def _format(name: str) -> PackFormat:
    """Return the format of an address; raises NotFound."""
    if name not in list(PackFormat):
        raise NotFound
    return PackFormat(name)
