"""Pages that give a pack to further readers: other recipes, further editions, publication."""

from flask import Response, flash, render_template, request, url_for
from sqlalchemy import select

from models import Pack, Workstream
from models.enums import Action, Audience
from webapp import htmx
from webapp.access import actor, proven
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound
from webapp.domain.recipes import OF_THE_CYCLE
from webapp.extensions import db
from webapp.packs import library, others, queries
from webapp.packs.frame import bp
from webapp.packs.recipes import recipes


def _board(pack_id: int, *, lock: bool = False) -> tuple[Actor, Pack]:
    """Return who asks and the board's pack, held for a change; raises NotFound or NotAllowed."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=lock)
    policy.require(policy.why_not_pack(who, Action.ISSUE, pack))
    if pack.audience is not Audience.IIB:
        raise NotFound
    return who, pack


def _workstreams(pack: Pack) -> list[Workstream]:
    return list(
        db.session.scalars(
            select(Workstream)
            .where(Workstream.phase_id == pack.period.phase_id)
            .order_by(Workstream.position)
        )
    )


@bp.get("/packs/<int:pack_id>/others")
def other_packs(pack_id: int) -> str:
    """List the packs for other readers of a period, and the recipes to make more by."""
    _, board = _board(pack_id)
    made = others.others(db.session, board)
    whole = {row.recipe for row in made if row.workstream_id is None}
    return render_template(
        "packs/others.html",
        board=board,
        period=board.period,
        programme=board.period.phase.programme,
        made=[(row, others.is_behind(row, board)) for row in made],
        recipes=[
            recipe
            for recipe in recipes(db.session, board.programme_id).values()
            if recipe.audience not in OF_THE_CYCLE and recipe.slug not in whole
        ],
        workstreams=_workstreams(board),
    )


@bp.post("/packs/<int:pack_id>/others")
def open_other(pack_id: int) -> Response:
    """Begin a pack by a recipe, perhaps about one workstream; a second click changes nothing."""
    who, board = _board(pack_id, lock=True)
    recipe = recipes(db.session, board.programme_id).get(request.form.get("recipe", ""))
    code = request.form.get("workstream", "")
    chosen = next((row for row in _workstreams(board) if row.code == code), None)
    if recipe is None or (code and chosen is None):
        raise NotFound
    pack = others.open_other(db.session, board, recipe, who, at=now(), workstream=chosen)
    db.session.commit()
    flash("The pack is made. Read it, then issue it.", "success")
    return htmx.go(url_for(".review", pack_id=pack.id))


@bp.post("/packs/<int:pack_id>/renew")
def renew(pack_id: int) -> Response:
    """Prepare a further edition from what the board was issued since; twice changes nothing."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    policy.require(policy.why_not_pack(who, Action.RENEW, pack))
    board = queries.board_pack(db.session, pack)
    if board is None or pack.audience in OF_THE_CYCLE:
        raise NotFound
    others.renew(db.session, pack, board, who, at=now())
    db.session.commit()
    flash("A further edition is ready to be read and issued.", "success")
    return htmx.go(url_for(".review", pack_id=pack.id))


@bp.post("/editions/<int:edition_id>/publish")
@proven
def publish(edition_id: int) -> Response:
    """Put a public edition where anybody may read it, or take it off; twice changes nothing."""
    who = actor()
    edition = library.find_edition(db.session, who, edition_id)
    document = library.frozen_document(edition)
    shown = request.form.get("shown") == "yes"
    others.publish(db.session, edition, document, who, at=now(), shown=shown)
    db.session.commit()
    flash(
        "Anybody can read this edition now." if shown else "The edition is off the public page.",
        "success",
    )
    return htmx.go(url_for(".read", edition_id=edition_id))
