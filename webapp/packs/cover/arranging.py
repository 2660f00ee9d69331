"""Pages to write a cover report: its front, its objectives and each piece on a page of its own."""

from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request, url_for
from flask_wtf import FlaskForm

from models import Paper
from models.covers import CoverReport
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotFound
from webapp.extensions import db
from webapp.packs.cover import actions, pieces, queries
from webapp.packs.cover.actions import Conflict
from webapp.packs.cover.content import Appendix, CoverContent, Part, decode, fingerprint
from webapp.packs.cover.fields import offer_references, with_reference
from webapp.packs.cover.forms import FrontForm, ObjectivesForm
from webapp.packs.cover.frame import bp
from webapp.packs.cover.piece_forms import PIECE_FORMS
from webapp.packs.cover.pieces import Kind
from webapp.packs.cover.references import Reference, numbered
from webapp.packs.papers import queries as queries_of_papers

NEW = "new"
FIRST_WORDS = 60
ANCHORS = {
    Kind.RECOMMENDATION: "recommendations",
    Kind.PART: "text",
    Kind.PARAGRAPH: "text",
    Kind.APPENDIX: "appendices",
    Kind.PAPER: "papers",
}
"""Where on the page of a report the pieces of a kind stand."""
MOVES = {"up": -1, "down": 1}


def _open(cover_id: int) -> tuple[Actor, CoverReport]:
    """Return who asks and the report they may write, held for a change where one is sent."""
    who = actor()
    cover = queries.get_cover(db.session, who, cover_id, lock=request.method == "POST")
    policy.require(policy.runs_the_office(who, cover))
    return who, cover


def _back(cover: CoverReport, anchor: str) -> Response:
    """Commit, and go back to the place in the report."""
    db.session.commit()
    return htmx.go(url_for(".show", cover_id=cover.id, _anchor=anchor))


def _page(
    template: str, cover: CoverReport, form: FlaskForm, status: int, **more: object
) -> Response:
    content = decode(cover.content)
    body = render_template(template, cover=cover, front=content.front, form=form, **more)
    return Response(body, status=status, mimetype="text/html")


@bp.route("/cover-reports/<int:cover_id>/front", methods=["GET", "POST"])
def front(cover_id: int) -> Response:
    """Write the front matter; another's later text is shown beside one's own."""
    who, cover = _open(cover_id)
    stored = decode(cover.content).front
    people = queries.people_of(db.session, cover)
    form = FrontForm()
    form.offer(people)
    theirs, status = None, 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                actions.save_front(
                    db.session, cover, who, at=now(), front=form.front(), seen=form.seen.data or ""
                )
                return _back(cover, "front")
            except Conflict as conflict:
                theirs, status = conflict, 409
                form.seen.data = fingerprint(conflict.theirs)
            except Incomplete as error:
                form.meets_on.errors = [error.reason]
    else:
        form.show(stored)
        form.seen.data = fingerprint(stored)
    return _page("packs/cover/front.html", cover, form, status, conflict=theirs, people=people)


@bp.route("/cover-reports/<int:cover_id>/objectives", methods=["GET", "POST"])
def objectives(cover_id: int) -> Response:
    """Write which strategic objectives the report serves."""
    who, cover = _open(cover_id)
    stored = decode(cover.content)
    known, _ = queries.settings_of(db.session, cover.programme_id)
    form = ObjectivesForm()
    form.offer(known, stored)
    _offer(form, cover, stored)
    theirs, status = None, 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                actions.save_objectives(
                    db.session,
                    cover,
                    who,
                    at=now(),
                    objectives=tuple(form.objectives.data or ()),
                    text=with_reference(form),
                    seen=form.seen.data or "",
                )
                return _back(cover, "objectives")
            except Conflict as conflict:
                theirs, status = conflict, 409
                form.seen.data = fingerprint(conflict.theirs)
            except Incomplete as error:
                form.text.errors = [error.reason]
    else:
        form.objectives.data = list(stored.objectives)
        form.text.data = stored.objectives_text
        form.seen.data = fingerprint(actions.said_of_objectives(stored))
    return _page("packs/cover/objectives.html", cover, form, status, conflict=theirs)


def _offer(form: Any, cover: CoverReport, content: CoverContent) -> None:  # noqa: ANN401 - any form with references
    """Offer what the text can refer to, with the letters and numbers there are now."""
    report = numbered(content, queries.printed_implications(cover))
    offer_references(form, report.labels, dict(names(cover, content)))


def names(cover: CoverReport, content: CoverContent) -> Iterator[tuple[Reference, str]]:
    """Yield by what a person knows each piece that can be referred to."""
    for recommendation in content.recommendations:
        yield (Kind.RECOMMENDATION, recommendation.handle), recommendation.text[:FIRST_WORDS]
    for appendix in content.appendices:
        yield (Kind.APPENDIX, appendix.handle), appendix.title
    for paragraph in content.paragraphs:
        said = paragraph.heading or paragraph.text[:FIRST_WORDS]
        yield (Kind.PARAGRAPH, paragraph.handle), said
    for row in cover.implications:
        yield (Kind.PARAGRAPH, f"i{row.position}"), f"{row.heading} implications"


@bp.route("/cover-reports/<int:cover_id>/<kind>/<handle>", methods=["GET", "POST"])
def piece(cover_id: int, kind: str, handle: str) -> Response:
    """Write one piece, or a new one; another's later text is shown beside one's own."""
    who, cover = _open(cover_id)
    sort = _kind(kind)
    content = decode(cover.content)
    stored = pieces.find(content, sort, handle)
    form = PIECE_FORMS[sort]()
    part = _part(content, sort)
    if stored is None and handle != NEW and not form.is_submitted():
        raise NotFound
    if "refer" in form:
        _offer(form, cover, content)
    offered = _papers(cover) if sort is Kind.APPENDIX and handle == NEW else []
    wanted = request.args.get("paper", type=int)
    theirs, status = None, 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                name = handle
                if handle == NEW:
                    # An appendix and a paper are known by their title.
                    name = pieces.new_handle(content, sort, request.form.get("title", ""))
                actions.save_piece(
                    db.session,
                    cover,
                    who,
                    at=now(),
                    kind=sort,
                    piece=form.piece(name, stored),
                    seen=form.seen.data or ("" if handle == NEW else "gone"),
                    part=part.handle if part else "",
                )
                return _back(cover, f"{sort}-{name}")
            except Conflict as conflict:
                theirs, status = conflict, 409
                form.seen.data = fingerprint(conflict.theirs)
            except Incomplete as error:
                form.text.errors = [error.reason]
    elif stored is not None:
        form.show(stored)
        form.seen.data = fingerprint(stored)
    elif chosen := next((row for row in offered if row.id == wanted), None):
        form.show(
            Appendix(handle="", title=chosen.title, author=chosen.author, dated=chosen.dated_on)
        )
    return _page(
        "packs/cover/piece.html",
        cover,
        form,
        status,
        conflict=theirs,
        kind=sort,
        handle=handle,
        stored=stored,
        part=part,
        offered=offered,
    )


def _papers(cover: CoverReport) -> list[Paper]:
    """Return the appendices of the pack that a report may have too; exempt ones are not named."""
    there = queries_of_papers.papers_of(db.session, cover.pack.period_id)
    return [row for row in there if row.exempt_paragraph is None]


def _kind(name: str) -> Kind:
    """Return the kind of an address; raises NotFound."""
    if name not in list(Kind):
        raise NotFound
    return Kind(name)


def _part(content: CoverContent, kind: Kind) -> Part | None:
    """Return the section a new paragraph goes into: the one asked for, else the last."""
    if kind is not Kind.PARAGRAPH:
        return None
    if not content.parts:
        raise Incomplete("Add a section first: paragraphs stand in sections.")
    wanted = request.args.get("section", "")
    return next((part for part in content.parts if part.handle == wanted), content.parts[-1])


@bp.post("/cover-reports/<int:cover_id>/<kind>/<handle>/move")
def move(cover_id: int, kind: str, handle: str) -> Response:
    """Move a piece up or down; at the edge nothing happens."""
    who, cover = _open(cover_id)
    sort, by = _kind(kind), MOVES.get(request.form.get("do", ""))
    if by is None:
        raise NotFound
    actions.move_piece(db.session, cover, who, at=now(), kind=sort, handle=handle, by=by)
    return _back(cover, f"{sort}-{handle}")


@bp.route("/cover-reports/<int:cover_id>/<kind>/<handle>/remove", methods=["GET", "POST"])
def remove(cover_id: int, kind: str, handle: str) -> Response:
    """Ask whether a piece is to be taken out; then take it out. Gone already, nothing happens."""
    who, cover = _open(cover_id)
    sort = _kind(kind)
    if request.method == "POST":
        actions.remove_piece(db.session, cover, who, at=now(), kind=sort, handle=handle)
        return _back(cover, ANCHORS[sort])
    stored = pieces.find(decode(cover.content), sort, handle)
    if stored is None:
        raise NotFound
    return _page("packs/cover/remove.html", cover, FlaskForm(), 200, kind=sort, stored=stored)
