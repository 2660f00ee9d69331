"""Pages of packs: the shelf, one pack in review, its issue, and editions to read and download."""

from io import BytesIO

import msgspec
from flask import Blueprint, Response, flash, render_template, request, send_file, url_for

from models import Pack
from models.enums import Action, PackFormat, PackStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import content, policy
from webapp.domain.actor import Actor
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.errors import NotFound, Stale
from webapp.extensions import db
from webapp.packs import actions, builder, contents, formats, people, queries
from webapp.packs.document import Document
from webapp.packs.forms import AgreeForm, IssueForm, OverviewForm
from webapp.packs.renderers.html import section

bp = Blueprint("packs", __name__)
bp.add_app_template_filter(section, "pack_section")
LAST_PAGE = 10_000
SHOWN_APART = ("overview", "status")
"""Sections of the document that the review page sets in its own way, above the rest."""


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
        audiences=AUDIENCE_NAMES,
        page=page,
        more=more,
    )


@bp.get("/packs/<int:pack_id>")
def review(pack_id: int) -> Response:
    """Show a pack as it stands: who has reported, the overview, every report, what comes next."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id)
    return _review_page(who, pack, _overview_form(pack))


def _overview_form(pack: Pack) -> OverviewForm:
    return OverviewForm(
        formdata=None,
        data={"text": pack.overview, "seen": content.fingerprint(pack.overview)},
    )


def _review_page(
    who: Actor, pack: Pack, form: OverviewForm, status: int = 200, conflict: Stale | None = None
) -> Response:
    """Answer with the review page; `conflict` shows the stored overview beside the typed one."""
    gathered = contents.gather(db.session, pack, at=now())
    action = queries.next_action(pack)
    writable = pack.status in actions.OPEN_FOR_WORDS
    body = render_template(
        "packs/review.html",
        pack=pack,
        period=pack.period,
        programme=pack.period.phase.programme,
        audience=AUDIENCE_NAMES[pack.audience],
        contents=gathered,
        links={
            line.update.id
            for line in gathered.lines
            if line.update and policy.may_read(who, line.update)
        },
        document=None if pack.editions else _rest(builder.build(gathered.data)),
        action=action,
        reason=policy.why_not_pack(who, action, pack) if action else None,
        may_include=pack.status is PackStatus.UNDER_REVIEW
        and policy.runs_the_office(who, pack) is None,
        may_write=writable and policy.why_not_pack(who, Action.SAVE, pack) is None,
        board=queries.board_pack(db.session, pack) if pack.editions else None,
        form=form,
        conflict=conflict,
        limit=content.NARRATIVE_LIMIT,
    )
    return Response(body, status=status, mimetype="text/html")


def _rest(document: Document) -> Document:
    """Return the document without the sections that the page shows apart."""
    kept = tuple(part for part in document.sections if part.id not in SHOWN_APART)
    return msgspec.structs.replace(document, sections=kept)


@bp.post("/packs/<int:pack_id>/overview")
def overview(pack_id: int) -> Response:
    """Save the overview; a conflict or a text that is too long comes back with what was typed."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    form = OverviewForm()
    if not form.validate_on_submit():
        policy.require(policy.why_not_pack(who, Action.SAVE, pack))
        return _review_page(who, pack, form, 422)
    try:
        text, seen = form.text.data or "", form.seen.data or ""
        actions.save_overview(db.session, pack, who, text, at=now(), seen=seen)
    except Stale as conflict:
        db.session.rollback()
        pack = queries.get_pack(db.session, who, pack_id)
        form.seen.data = content.fingerprint(pack.overview)
        form.text.errors = [conflict.reason]
        return _review_page(who, pack, form, 409, conflict)
    db.session.commit()
    flash("The overview is saved.", "success")
    return htmx.go(url_for(".review", pack_id=pack_id))


@bp.post("/packs/<int:pack_id>/open-review")
def open_review(pack_id: int) -> Response:
    """Send the pack to the Improvement Group; a second click changes nothing."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    actions.review(db.session, pack, who, at=now())
    db.session.commit()
    flash("The pack is with the Improvement Group.", "success")
    return htmx.go(url_for(".review", pack_id=pack_id))


@bp.post("/packs/<int:pack_id>/include/<int:update_id>")
def include(pack_id: int, update_id: int) -> Response:
    """Add an update that was approved later to the pack under review."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    update = queries.find_update(db.session, pack, update_id)
    actions.include(db.session, pack, update, who, at=now())
    db.session.commit()
    flash(f"{update.workstream.name} is in the pack.", "success")
    return htmx.go(url_for(".review", pack_id=pack_id))


@bp.post("/packs/<int:pack_id>/agree")
def agree(pack_id: int) -> Response:
    """Agree the version of the pack the chair has read; a second click changes nothing."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    actions.agree(db.session, pack, who, at=now(), seen=AgreeForm().version.data)
    db.session.commit()
    flash("The pack is agreed. The programme office can now issue it to the board.", "success")
    return htmx.go(url_for(".review", pack_id=pack_id))


@bp.route("/packs/<int:pack_id>/issue", methods=["GET", "POST"])
def issue(pack_id: int) -> Response:
    """Show what will go out and to whom; once confirmed, issue it and show the edition.

    A second click changes nothing and shows the same edition.
    """
    who, at = actor(), now()
    pack = queries.get_pack(db.session, who, pack_id, lock=request.method == "POST")
    policy.require(policy.why_not_pack(who, Action.ISSUE, pack))
    if pack.status is PackStatus.ISSUED:
        return htmx.go(url_for(".read", edition_id=pack.editions[-1].id))
    if queries.next_action(pack) is not Action.ISSUE:
        return htmx.go(url_for(".review", pack_id=pack_id))
    form = IssueForm()
    if form.validate_on_submit():
        edition = actions.issue(db.session, pack, who, at=at)
        db.session.commit()
        flash("The pack is issued. Its text and files can no longer change.", "success")
        return htmx.go(url_for(".read", edition_id=edition.id))
    told = people.recipients(db.session, pack, at)
    body = render_template(
        "packs/issue.html",
        pack=pack,
        period=pack.period,
        programme=pack.period.phase.programme,
        audience=AUDIENCE_NAMES[pack.audience],
        contents=contents.gather(db.session, pack, at=at),
        board=[person for person in told if person.on_the_board],
        others=[person for person in told if not person.on_the_board],
        formats=PackFormat,
        form=form,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


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


@bp.get("/editions/<int:edition_id>")
def read(edition_id: int) -> str:
    """Show an edition as it was frozen; nothing in it is built anew."""
    who = actor()
    edition = queries.find_edition(db.session, who, edition_id)
    return render_template(
        "packs/read.html",
        edition=edition,
        document=queries.frozen_document(edition),
        files=sorted(edition.files, key=lambda file: list(PackFormat).index(file.format)),
    )


@bp.get("/editions/<int:edition_id>/<format>")
def download(edition_id: int, format: str) -> Response:  # noqa: A002 - its name in the address
    """Send the stored bytes of an edition in one format, always as a file to keep."""
    who = actor()
    chosen = _format(format)
    edition = queries.find_edition(db.session, who, edition_id)
    file = queries.file_of(db.session, edition, chosen)
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
