"""Writing an update: the form of each section, saved while typing, row by row, or to go on."""

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response, render_template, request, url_for
from flask_wtf import FlaskForm

from models import ProgressUpdate, RagStep
from models.enums import Action, Section, UpdateStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import LONDON, now
from webapp.domain import checks, content, policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.checks import Finding
from webapp.domain.content import Milestone, PlannedMilestone, UpdateContent
from webapp.domain.errors import Incomplete, NotFound, SectionConflict
from webapp.extensions import db
from webapp.updates import actions, comments, findings, queries
from webapp.updates.discussion import talk
from webapp.updates.forms import SectionForm, section_form
from webapp.updates.frame import ORDER, bp, filled, locked
from webapp.updates.rows import rearranged
from webapp.updates.setting import Setting, get_setting

ROW_VERBS = ("add", "remove", "up", "down")
WINDOW_LENGTH = 24


def _section(name: str) -> Section:
    """Return the section of an address; raises NotFound."""
    if name not in ORDER:
        raise NotFound
    return Section(name)


def _text(update: ProgressUpdate, section: Section) -> UpdateContent:
    """Return the draft of an update; raises NotFound where it has no such section."""
    text = content.decode(update.draft) if update.draft else UpdateContent()
    if section not in content.sections_of(text):
        raise NotFound
    return text


@bp.get("/sections/<section>")
def edit(update_id: int, section: str) -> str | Response:
    """Show the form of one section, with last period's text beside it."""
    who = actor()
    part = _section(section)
    update = queries.get_update(db.session, who, update_id)
    policy.require(policy.why_not(who, Action.SAVE, update))
    if update.status not in workflow.EDITABLE:
        return htmx.go(url_for(".read", update_id=update_id))
    setting = _setting(who, update)
    form = section_form(
        part,
        stored=_text(update, part),
        steps=setting.steps.values(),
        window=secrets.token_urlsafe(9),
        period_ended=_period_ended(update),
    )
    return render_template(
        "updates/edit.html",
        **_editor(who, update, part, form, setting),
    )


def _setting(who: Actor, update: ProgressUpdate) -> Setting:
    """Return what the update is written beside today."""
    return get_setting(db.session, update, who.person_id, now().astimezone(LONDON).date())


def _steps(update: ProgressUpdate, section: Section) -> dict[int, RagStep]:
    """Return the scale, for the one section that shows it."""
    return queries.scale_steps(db.session, update) if section is Section.RATING else {}


def _period_ended(update: ProgressUpdate) -> bool:
    """Return whether the period's last day has come, so that the update describes all of it."""
    return now().astimezone(LONDON).date() >= update.period.ends_on


def _editor(
    who: Actor,
    update: ProgressUpdate,
    section: Section,
    form: SectionForm,
    setting: Setting,
    *,
    attempt: "Attempt | None" = None,
    focus: int | None = None,
) -> dict[str, Any]:
    """Return what the editor's page and its parts show."""
    stored = content.decode(update.draft)
    closed = locked(update)
    promises: tuple[Milestone | PlannedMilestone, ...] = (*stored.planned, *stored.milestones)
    return {
        "update": update,
        "workstream": update.workstream,
        "period": update.period,
        "programme": update.workstream.phase.programme,
        "code": update.workstream.code,
        "section": section,
        "sections": content.sections_of(stored),
        "filled": filled(stored),
        "form": form,
        "after": _after(update, section, stored),
        "steps": setting.steps,
        "last": setting.last,
        "sent_back": queries.last_sent_back(db.session, update)
        if update.status is UpdateStatus.RETURNED
        else None,
        "carried": {row.number for row in stored.milestones if row.carried},
        "past": {row.number: row for row in promises},
        "agreed": {row.number: row for row in stored.measures},
        "locked": closed,
        "why_locked": closed.get(section),
        "stored": stored,
        "talk": talk(who, update, "edit", commented=setting.commented),
        "anchors": {section: comments.anchors(stored, section)},
        "placed": _placed(update, section, stored, form, setting),
        "saved_at": update.draft_saved_at,
        "attempt": attempt or Attempt(),
        "focus": focus,
    }


def _after(update: ProgressUpdate, section: Section, text: UpdateContent) -> Section | None:
    """Return the next section that is open for change, or None after the last."""
    closed, sections = locked(update), content.sections_of(text)
    after = sections[sections.index(section) + 1 :]
    return next((name for name in after if name not in closed), None)


def _placed(
    update: ProgressUpdate,
    section: Section,
    stored: UpdateContent,
    form: SectionForm,
    setting: Setting | None = None,
) -> dict[str, list[Finding]]:
    """Return what the checks find in what is stored of a section, by where it stands on the page.

    A section in which nothing was written yet is not found fault with.
    """
    found = (
        findings.find(db.session, update, stored, None, at=now(), setting=setting)
        if filled(stored)[section]
        else ()
    )
    fields = [name for name in content.SECTION_FIELDS[section] if name in form]
    numbers = [entry.form.number.data or 0 for entry in form.rows.entries] if form.row_type else []
    beside = checks.beside(found, section)
    return findings.placed(beside, fields, findings.row_names(section, numbers))


@dataclass
class Attempt:
    """How saving went: the answer's status and what the page has to say about it."""

    status: int = 200
    problem: str = ""
    conflict: SectionConflict | None = None


@bp.post("/sections/<section>")
def save(update_id: int, section: str) -> Response:
    """Save a section: by itself while typing, with a row changed, or to go on to the next."""
    who = actor()
    part = _section(section)
    update = queries.get_update(db.session, who, update_id, lock=True)
    policy.require(policy.why_not(who, Action.SAVE, update))
    steps = _steps(update, part)
    do = request.form.get("do", "")
    changes_rows = do.partition(":")[0] in ROW_VERBS
    typed, focus = rearranged(request.form, do) if changes_rows else (request.form, None)
    stored = _text(update, part)
    form = section_form(
        part,
        stored=stored,
        steps=steps.values(),
        typed=typed,
        period_ended=_period_ended(update),
    )
    attempt = _attempt(who, update, part, form)
    if attempt.status != HTTPStatus.OK:
        db.session.rollback()
        update = queries.get_update(db.session, who, update_id)
    if do == "autosave" and htmx.is_part():
        return _autosaved(update, part, form, attempt)
    if attempt.status == HTTPStatus.OK and not changes_rows:
        return _onward(update, part, do)
    body = render_template(
        "updates/_section.html" if htmx.is_part() else "updates/edit.html",
        **_editor(who, update, part, form, _setting(who, update), attempt=attempt, focus=focus),
    )
    # A row may be added beside one that is still wrong: nothing was refused that was asked for.
    unfinished = changes_rows and attempt.conflict is None
    return Response(body, 200 if unfinished else attempt.status, mimetype="text/html")


def _autosaved(
    update: ProgressUpdate, section: Section, form: SectionForm, attempt: Attempt
) -> Response:
    """Say whether it is safe, and bring what the checks find in it up to date."""
    body = render_template(
        "updates/_autosaved.html",
        update=update,
        form=form,
        attempt=attempt,
        saved_at=update.draft_saved_at,
        placed=_placed(update, section, content.decode(update.draft), form),
    )
    return Response(body, attempt.status, mimetype="text/html")


def _attempt(who: Actor, update: ProgressUpdate, section: Section, form: SectionForm) -> Attempt:
    """Save what was typed and commit, or say why it cannot be; the form keeps what was typed."""
    if not form.validate_on_submit():
        return Attempt(HTTPStatus.UNPROCESSABLE_ENTITY, _first_error(form))
    try:
        merged = actions.save(
            db.session,
            update,
            who,
            section,
            form.to_content(),
            at=now(),
            seen=form.seen.data or "",
            window=(form.window.data or "")[:WINDOW_LENGTH],
        )
    except SectionConflict as conflict:
        form.seen.data = content.section_fingerprint(conflict.theirs, section)
        return Attempt(HTTPStatus.CONFLICT, conflict=conflict)
    except Incomplete as error:
        form.form_errors.append(f"{error.reason} {error.next_step}")
        return Attempt(HTTPStatus.UNPROCESSABLE_ENTITY, error.reason)
    db.session.commit()
    form.show_stored(merged, section)
    return Attempt()


def _first_error(form: FlaskForm) -> str:
    """Return the first thing that is wrong with a form, for the line that says it is not saved."""
    errors: Any = form.errors
    while errors and not isinstance(errors, str):
        errors = next(filter(None, errors.values() if isinstance(errors, dict) else errors))
    return str(errors or "")


def _onward(update: ProgressUpdate, section: Section, do: str) -> Response:
    """Go to the next open section, or back to the list when that was asked for."""
    after = _after(update, section, content.decode(update.draft))
    if do == "list" or after is None:
        return htmx.go(url_for(".read", update_id=update.id))
    return htmx.go(url_for(".edit", update_id=update.id, section=after))
