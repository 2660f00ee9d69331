"""Pages of one update: read, start, recall, history, one version."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, render_template, url_for
from flask_wtf import FlaskForm

from models import Decision, ProgressUpdate, RagStep, Revision
from models.enums import Action, UpdateStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import now, today
from webapp.domain import checks, content, policy, turns, workflow
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent
from webapp.extensions import db
from webapp.levels import Level, in_the_name_of
from webapp.updates import (
    actions,
    addenda_views,
    comments,
    discussion,
    editing,
    findings,
    flags,
    people,
    queries,
    ratings,
    reading,
    review,
    submission,
)
from webapp.updates.discussion import talk
from webapp.updates.frame import ORDER, bp, filled, frame, locked, readable
from webapp.updates.setting import Setting

__all__ = ["bp", "discussion", "editing", "reading", "review", "submission"]


@bp.get("")
def read(update_id: int) -> str:
    """Show an update: its task list to those who write it, its text to others."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    text = readable(who, update)
    context = frame(who, update)
    writing = bool(text and context["editable"] and context["writes"])
    steps, setting = context["steps"], context["setting"]
    revision = update.revision if update.status not in workflow.EDITABLE else None
    approvals = queries.approvals(db.session, revision) if revision and setting.decided else ()
    return render_template(
        "updates/read.html",
        **context,
        text=text,
        sections=content.sections_of(text) if text else (),
        # Writers see a list of sections and the last rating, the others the text and its rating.
        **(_task_list(who, update, text, setting) if writing and text else {}),
        ratings=ratings.side_by_side(db.session, update, revision, approvals, steps)
        if revision
        else [],
        approvals=approvals,
        having=turns.deciders(people.approvals_left(update, context["holders"], approvals)),
        flagged=flags.flagged(db.session, update, approvals, today()),
        reads_comments=policy.may_read_comments(who, update),
        in_the_name_of=in_the_name_of,
        after=addenda_views.after_the_period(who, update, noted=setting.noted),
        sent_back=queries.last_sent_back(db.session, update)
        if update.status is UpdateStatus.RETURNED
        else None,
        form=FlaskForm(),
    )


def _task_list(
    who: Actor, update: ProgressUpdate, text: UpdateContent, setting: Setting
) -> dict[str, Any]:
    """Return what the list of sections shows to those who write the update."""
    found = findings.find(db.session, update, text, None, at=now(), setting=setting)
    return {
        "findings": found,
        "blocking": checks.blocking(found),
        "filled": filled(text),
        "locked": locked(update),
        "talk": talk(who, update, "edit", commented=setting.commented),
    }


@bp.post("/start")
def start(update_id: int) -> Response:
    """Begin writing and open the first section; a second click just opens it."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    if update.status not in workflow.EDITABLE:
        actions.start(db.session, update, who, at=now())
        db.session.commit()
    return htmx.go(url_for(".edit", update_id=update_id, section=ORDER[0]))


@bp.post("/recall")
def recall(update_id: int) -> Response:
    """Take the update back to change it, while the sponsor has not decided."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    if update.status is not UpdateStatus.DRAFT:
        actions.recall(db.session, update, who, at=now())
        db.session.commit()
        flash("You have taken the update back. The sponsor can no longer decide on it.", "success")
    return htmx.go(url_for(".read", update_id=update_id))


@bp.get("/history")
def history(update_id: int) -> str:
    """Show every step in the life of an update, newest first, and how its ratings stand."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    context = frame(who, update)
    steps = context["steps"]
    decided = queries.decisions(db.session, update)
    return render_template(
        "updates/history.html",
        **context,
        events=queries.history(db.session, update),
        decisions=decided,
        ratings=_ratings(update, update.revision, decided, steps) if update.revision else [],
        reads_comments=policy.may_read_comments(who, update),
        in_the_name_of=in_the_name_of,
    )


@bp.get("/revisions/<int:number>")
def revision(update_id: int, number: int) -> str:
    """Show exactly what was submitted as one revision, its ratings, decisions and comments."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    row = queries.get_revision(db.session, update, number)
    text = content.decode(row.content)
    context = frame(who, update)
    steps = context["steps"]
    decided = [
        decision
        for decision in queries.decisions(db.session, update)
        if decision.revision_id == row.id
    ]
    return render_template(
        "updates/revision.html",
        **context,
        revision=row,
        text=text,
        decisions=decided,
        ratings=_ratings(update, row, decided, steps),
        reads_comments=policy.may_read_comments(who, update),
        in_the_name_of=in_the_name_of,
        talk=talk(who, update, str(number), commented=context["setting"].commented),
        anchors={section: comments.anchors(text, section) for section in ORDER},
        sections=content.sections_of(text),
    )


def _ratings(
    update: ProgressUpdate,
    revision: Revision,
    decisions: Sequence[Decision],
    steps: dict[int, RagStep],
) -> list[Level]:
    """Return the ratings of a revision, out of all decisions on the update."""
    approvals = [
        row for row in decisions if row.revision_id == revision.id and row.action is Action.APPROVE
    ]
    return ratings.side_by_side(db.session, update, revision, approvals, steps)
