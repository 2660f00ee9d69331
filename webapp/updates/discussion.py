"""The margin of the pages of an update: comments beside the text, answered and settled there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, url_for

from models import Comment, ProgressUpdate
from models.enums import Section
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import content, policy
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent
from webapp.domain.errors import Incomplete, NotFound
from webapp.extensions import db
from webapp.updates import comments, queries
from webapp.updates.decision_forms import CommentForm
from webapp.updates.frame import ORDER, bp
from webapp.updates.rows import FIGURES


@dataclass(frozen=True)
class Talk:
    """The comments on an update as one person sees them on one page."""

    threads: dict[Section, list[Comment]]
    page: str
    """Where they are shown: review, edit, or the number of a revision."""
    closed: str | None
    """Why this person cannot comment, or None."""
    settled_by_me: frozenset[int]
    """Comments the person may settle."""
    me: int

    def waiting(self, section: Section) -> int:
        """Return in how many comments on a section, not settled yet, another had the last word."""
        return sum(
            thread.resolved_at is None and [thread, *thread.replies][-1].person_id != self.me
            for thread in self.threads[section]
        )


def talk(who: Actor, update: ProgressUpdate, page: str, *, commented: bool = True) -> Talk | None:
    """Return the comments on an update, or None for somebody who may not read them.

    A page that knows that there are none says so in `commented`.
    """
    if not policy.may_read_comments(who, update):
        return None
    threads: dict[Section, list[Comment]] = {section: [] for section in ORDER}
    closed = comments.why_closed(update)
    for thread in comments.threads(db.session, update) if commented else ():
        threads[thread.section].append(thread)
    return Talk(
        threads,
        page,
        policy.comments_on_it(who, update) or closed,
        frozenset(
            thread.id
            for listed in threads.values()
            for thread in listed
            if not closed and policy.settles_comment(who, update, comments.asker_id(thread)) is None
        ),
        who.person_id,
    )


def _about(update_id: int) -> tuple[Actor, ProgressUpdate]:
    """Return who asks, and the update a comment is about, locked; raises NotFound, NotAllowed."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    policy.require(policy.comments_on_it(who, update))
    return who, update


@bp.post("/sections/<section>/comments")
def comment(update_id: int, section: str) -> Response:
    """Comment on a section, or on a field or row of it; the same words twice are one comment."""
    who, update = _about(update_id)
    if section not in ORDER:
        raise NotFound
    part, form = Section(section), CommentForm()

    def add() -> Comment:
        return comments.comment(
            db.session,
            update,
            who,
            at=now(),
            section=part,
            anchor=form.anchor.data or "",
            text=form.text.data or "",
        )

    return _answer(who, update, part, form, add)


@bp.post("/comments/<int:comment_id>/reply")
def reply(update_id: int, comment_id: int) -> Response:
    """Answer a comment; the same words twice are one reply."""
    who, update = _about(update_id)
    thread, form = comments.get_thread(db.session, update, comment_id), CommentForm()

    def add() -> Comment:
        text = form.text.data or ""
        return comments.reply(db.session, update, who, at=now(), to=thread, text=text)

    return _answer(who, update, thread.section, form, add, to=thread.id)


@bp.post("/comments/<int:comment_id>/resolve")
def resolve(update_id: int, comment_id: int) -> Response:
    """Settle a comment; settling it twice does nothing."""
    who, update = _about(update_id)
    thread, form = comments.get_thread(db.session, update, comment_id), CommentForm()
    comments.resolve(db.session, update, who, at=now(), thread=thread)
    db.session.commit()
    return _shown(who, update, thread.section, form.page.data or "", fresh=thread.id)


def _answer(
    who: Actor,
    update: ProgressUpdate,
    section: Section,
    form: CommentForm,
    add: Callable[[], Comment],
    *,
    to: int | None = None,
) -> Response:
    """Add what was typed and commit, or show it again with what is wrong."""
    if form.validate_on_submit():
        try:
            row = add()
        except Incomplete as error:
            form.text.errors = [*form.text.errors, f"{error.reason} {error.next_step}".strip()]
        else:
            db.session.commit()
            return _shown(who, update, section, form.page.data or "", fresh=to or row.id)
    db.session.rollback()
    update = queries.get_update(db.session, who, update.id)
    body = render_template(
        "updates/_comments.html" if htmx.is_part() else "updates/comments.html",
        **_part(who, update, section, form.page.data or ""),
        form=form,
        comment_form=form,
        to=to,
    )
    return Response(body, status=422, mimetype="text/html")


def _shown(
    who: Actor, update: ProgressUpdate, section: Section, page: str, *, fresh: int
) -> Response:
    """Show the comments of a section with what is fresh among them, or the page they stand on."""
    if htmx.is_part():
        part = _part(who, update, section, page)
        body = render_template("updates/_comments.html", **part, fresh=fresh)
        return Response(body, mimetype="text/html")
    return htmx.go(f"{_page(update, section, page)}#comments-{section}")


def _page(update: ProgressUpdate, section: Section, page: str) -> str:
    """Return the address of the page a comment was typed on; the latest version by default."""
    match page:
        case "review":
            return url_for(".review", update_id=update.id)
        case "edit":
            return url_for(".edit", update_id=update.id, section=section)
    latest = update.revision.number if update.revision else 0
    number = int(page) if page.isdecimal() and len(page) <= FIGURES else latest
    return url_for(".revision", update_id=update.id, number=number)


def _part(who: Actor, update: ProgressUpdate, section: Section, page: str) -> dict[str, Any]:
    """Return what the comments of one section show."""
    sent = content.decode(update.revision.content) if update.revision else UpdateContent()
    text = content.decode(update.draft) if page == "edit" else sent
    return {
        "update": update,
        "workstream": update.workstream,
        "period": update.period,
        "name": section,
        "talk": talk(who, update, page),
        "anchors": {section: comments.anchors(text, section)},
        "back_to": _page(update, section, page),
    }
