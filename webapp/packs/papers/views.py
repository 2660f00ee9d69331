"""Pages of the papers behind a pack: the list, and each to add, change, move and take out."""

from io import BytesIO

from flask import Response, flash, render_template, request, send_file, url_for
from werkzeug.datastructures import FileStorage

from models import Pack
from models.enums import Audience
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotFound, Stale
from webapp.extensions import db
from webapp.packs import queries as packs
from webapp.packs.foreword import is_open_for_words
from webapp.packs.papers import actions, apart, downloads, frozen, queries
from webapp.packs.papers.files import ACCEPTED, MEDIA_TYPES
from webapp.packs.papers.forms import AddForm, WordsForm
from webapp.packs.papers.frame import bp, settings
from webapp.packs.papers.section import KIND_NAMES, letter

__all__ = ["bp", "downloads"]

MOVES = {"up": -1, "down": 1}


def _open(pack_id: int, *, write: bool = False) -> tuple[Actor, Pack]:
    """Return who asks and the group's pack, held for a change; raises NotFound or NotAllowed."""
    who = actor()
    pack = packs.get_pack(db.session, who, pack_id, lock=write and request.method == "POST")
    if pack.audience is not Audience.IMPROVEMENT_GROUP:
        raise NotFound
    if write:
        actions.require_open(pack, who)
    return who, pack


def _frame(pack: Pack) -> dict[str, object]:
    """Return what every page of a pack's papers shows."""
    return {
        "pack": pack,
        "period": pack.period,
        "programme": pack.period.phase.programme,
        "letter": letter,
        "kind_names": KIND_NAMES,
    }


@bp.get("/packs/<int:pack_id>/papers")
def index(pack_id: int) -> str:
    """List the papers behind a pack, and what was taken out of each."""
    who, pack = _open(pack_id)
    runs_office = policy.runs_the_office(who, pack) is None
    return render_template(
        "packs/papers/index.html",
        **_frame(pack),
        papers=queries.papers_of(db.session, pack.period_id),
        may_write=runs_office and is_open_for_words(pack),
        runs_office=runs_office,
        most_papers=actions.MOST_PAPERS,
    )


@bp.route("/packs/<int:pack_id>/papers/new", methods=["GET", "POST"])
def add(pack_id: int) -> Response:
    """Take in a file with what is said of it; a refused one leaves nothing but its words here."""
    who, pack = _open(pack_id)
    actions.require_open(pack, who)
    form = AddForm()
    if form.validate_on_submit():
        sent: FileStorage = form.file.data
        try:
            file = _read(sent)
            # Nobody waits for their turn to write while a file is looked at.
            db.session.rollback()
            inert = apart.examine(file)
            who, pack = _open(pack_id, write=True)
            actions.add(
                db.session,
                pack,
                who,
                at=now(),
                words=form.words(),
                inert=inert,
                name=sent.filename or "",
                most_bytes=settings().papers_bytes,
            )
        except Incomplete as error:
            form.file.errors = [error.reason]
            db.session.rollback()
            _, pack = _open(pack_id)
        else:
            db.session.commit()
            more = " Below it stands what was taken out of the file." if inert.taken_out else ""
            flash(f"The appendix is added.{more}", "success")
            return htmx.go(url_for(".index", pack_id=pack_id))
    body = render_template(
        "packs/papers/add.html",
        **_frame(pack),
        form=form,
        accepted=ACCEPTED,
        most=settings().paper_bytes / 1_000_000,
        sent_before=bool(form.errors and request.files.get("file")),
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


def _read(sent: FileStorage) -> bytes:
    """Return the bytes of a file that was sent; raises Incomplete for one that is too large."""
    most = settings().paper_bytes
    file = sent.stream.read(most + 1)
    if len(file) > most:
        raise Incomplete(f"The file must be smaller than {most / 1_000_000:g} MB")
    return file


@bp.route("/packs/<int:pack_id>/papers/<int:paper_id>", methods=["GET", "POST"])
def change(pack_id: int, paper_id: int) -> Response:
    """Change what is said of a paper; another's later words are shown beside one's own."""
    who, pack = _open(pack_id, write=True)
    paper = queries.find_paper(db.session, pack, paper_id)
    form = WordsForm()
    theirs, status = None, 200
    if form.validate_on_submit():
        try:
            actions.change(
                db.session,
                pack,
                paper,
                who,
                at=now(),
                words=form.words(),
                seen=form.seen.data or "",
            )
        except Stale as stale:
            theirs, status = stale, 409
            form.seen.data = actions.fingerprint(paper)
        else:
            db.session.commit()
            flash("Saved.", "success")
            return htmx.go(url_for(".index", pack_id=pack_id))
    elif form.is_submitted():
        status = 422
    else:
        form.show(actions.words_of(paper))
        form.seen.data = actions.fingerprint(paper)
    body = render_template(
        "packs/papers/change.html", **_frame(pack), paper=paper, form=form, theirs=theirs
    )
    return Response(body, status=status, mimetype="text/html")


@bp.post("/packs/<int:pack_id>/papers/<int:paper_id>/move")
def move(pack_id: int, paper_id: int) -> Response:
    """Move a paper up or down; at the edge nothing happens."""
    who, pack = _open(pack_id, write=True)
    by = MOVES.get(request.form.get("do", ""))
    if by is None:
        raise NotFound
    actions.move(db.session, pack, paper_id, who, at=now(), by=by)
    db.session.commit()
    return htmx.go(url_for(".index", pack_id=pack_id, _anchor=f"paper-{paper_id}"))


@bp.route("/packs/<int:pack_id>/papers/<int:paper_id>/remove", methods=["GET", "POST"])
def remove(pack_id: int, paper_id: int) -> Response:
    """Ask whether a paper is to be taken out; then take it out. Gone already, nothing happens."""
    who, pack = _open(pack_id, write=True)
    if request.method == "POST":
        actions.remove(db.session, pack, paper_id, who, at=now())
        db.session.commit()
        flash("The appendix is taken out. Editions that were issued with it keep it.", "success")
        return htmx.go(url_for(".index", pack_id=pack_id))
    paper = queries.find_paper(db.session, pack, paper_id)
    body = render_template("packs/papers/remove.html", **_frame(pack), paper=paper)
    return Response(body, mimetype="text/html")


@bp.get("/packs/<int:pack_id>/papers/<int:paper_id>/file")
def file(pack_id: int, paper_id: int) -> Response:
    """Send the file of a paper as it would go out, always to keep."""
    _, pack = _open(pack_id)
    paper = queries.find_paper(db.session, pack, paper_id, content=True)
    frozen.require_whole(paper.file)
    return send_file(
        BytesIO(paper.file.content),
        mimetype=MEDIA_TYPES[paper.file.kind],
        as_attachment=True,
        download_name=f"appendix-draft-{paper.id}.{paper.file.kind}",
        etag=paper.file.sha256,
    )
