"""Pages of messages: what was sent and what waits, words, reminders, one email a day."""

from typing import cast

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_login import current_user

from models import Person, ReminderRules
from webapp import access, clock, htmx
from webapp.access import SignedIn
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound, Stale
from webapp.extensions import db
from webapp.messages import actions, queries
from webapp.messages.forms import RemindersForm, WordingForm
from webapp.messages.outlook import outlook
from webapp.messages.sent import Choice, State, row_number
from webapp.notifications import wording
from webapp.notifications.kinds import KINDS
from webapp.notifications.reminders import rules_of
from webapp.notifications.wording import EXAMPLES, Words

bp = Blueprint("messages", __name__)
EVERY = "all"


def _who() -> tuple[Actor, Person]:
    """Return who asks, and as a row."""
    return access.actor(), cast("SignedIn", current_user).person


def _administrator() -> tuple[Actor, Person]:
    """Return the administrator who asks; raises NotFound for anybody else."""
    actor, person = _who()
    if not policy.may_word_messages(actor):
        raise NotFound
    return actor, person


@bp.get("/messages")
def sent() -> Response:
    """Show what was sent to whom, what waits and what fails; the query string chooses."""
    actor, person = _who()
    programmes = queries.programmes_of(db.session, actor, person.organisation_id)
    choice = Choice.read(request.args)
    return htmx.page_or_part(
        "messages/sent.html",
        "messages/_list.html",
        sent=queries.sent_messages(db.session, programmes, choice, at=now()),
        choice=choice,
        states=State,
        kinds=wording.titles(),
        words_messages=policy.may_word_messages(actor),
    )


@bp.post("/messages/retry")
def retry() -> Response:
    """Let the failing message that the form names, or all of them, be tried again now."""
    actor, person = _who()
    at = now()
    programmes = queries.programmes_of(db.session, actor, person.organisation_id)
    named = request.form.get("message", "")
    rows = queries.failing(
        db.session, programmes, None if named == EVERY else row_number(named), at=at
    )
    count = actions.retry(db.session, rows, actor, at=at)
    db.session.commit()
    if count:
        flash(
            f"{'1 message is' if count == 1 else f'{count} messages are'} tried again now. "
            "Load this page again in a minute to see whether it went.",
            "success",
        )
    else:
        flash("There is nothing to try again: it has been sent, or it is too old.", "info")
    return htmx.go(url_for(".sent", state=State.FAILING))


@bp.get("/messages/wording")
def templates() -> str:
    """List every kind of message, who gets it and whose words it has."""
    _, person = _administrator()
    return render_template(
        "messages/templates.html",
        kinds=KINDS,
        changed=queries.latest_wordings(db.session, person.organisation_id),
    )


@bp.route("/messages/wording/<kind>", methods=["GET", "POST"])
def edit(kind: str) -> Response:
    """Show the words of a kind with an example; store other words, or go back to the usual."""
    actor, person = _administrator()
    if kind not in KINDS:
        raise NotFound
    history = queries.wording_history(db.session, person.organisation_id, kind)
    latest = history[0] if history else None
    usual = wording.usual(kind)
    present = Words(latest.subject, latest.body) if latest and latest.body else usual
    form = WordingForm(kind, present, latest.id if latest else 0)
    status = 200
    if request.method == "POST":
        does = request.form.get("do", "save")
        fine = form.validate_on_submit()
        if does == "usual" or (does == "save" and fine):
            chosen = form.words if does == "save" and form.words != _stripped(usual) else None
            actions.word(
                db.session,
                person,
                actor,
                kind,
                chosen or actions.USUAL,
                at=now(),
                seen=form.seen_number,
            )
            db.session.commit()
            flash(f"Saved: {KINDS[kind].title}.", "success")
            return htmx.go(url_for(".templates"))
        status = 422 if does == "save" else 200
    return htmx.page_or_part(
        "messages/edit.html",
        "messages/_preview.html",
        status,
        kind=kind,
        about=KINDS[kind],
        form=form,
        history=history,
        placeholders={name: EXAMPLES[name] for name in wording.offered(kind)},
        preview=_preview(kind, form.words),
    )


@bp.route("/programmes/<slug>/reminders", methods=["GET", "POST"])
def reminders(slug: str) -> Response:
    """Show when people are reminded and what that means for a period; store other rules."""
    actor, person = _who()
    today, post = clock.today(), request.method == "POST"
    programme = queries.get_programme(db.session, actor, person.organisation_id, slug, lock=post)
    stored = rules_of(db.session.get(ReminderRules, programme.id))
    form = RemindersForm(stored)
    saves, status = request.form.get("do", "save") == "save", 200
    if post and not form.validate_on_submit():
        status = 422 if saves else 200
    elif post and saves and form.rules:
        try:
            actions.set_reminders(
                db.session, programme, actor, form.rules, at=today.at, seen=form.seen.data or ""
            )
        except Stale as conflict:
            form.form_errors.append(conflict.reason)
            form.seen.data, status = stored.state, 409
        else:
            db.session.commit()
            flash("The reminders are saved. They count from the next working morning.", "success")
            return htmx.go(url_for(".reminders", slug=slug))
    period = queries.next_period(db.session, programme.id)
    return htmx.page_or_part(
        "messages/reminders.html",
        "messages/_outlook.html",
        status,
        programme=programme,
        stored=stored,
        form=form,
        period=period,
        sentences=outlook(period, form.rules, today)
        if period and not form.errors and form.rules
        else (),
    )


def _stripped(words: Words) -> Words:
    """Return words as a form gives them."""
    return Words(words.subject.strip(), words.body.strip())


def _preview(kind: str, words: Words) -> Words | None:
    """Return words with invented names in place of placeholders; None while one is not known."""
    example = wording.example(kind)
    try:
        subject, body = (wording.fill(text, example) for text in (words.subject, words.body))
    except wording.Unknown:
        return None
    whom = ", ".join(filter(None, (example.get("programme"), example["organisation"])))
    return Words(subject, f"{body}\n\n{wording.fill(wording.ending(), {'from': whom})}")


@bp.post("/account/messages")
def digest() -> Response:
    """Gather the person's messages into one each working day, or send each by itself."""
    actor, person = _who()
    daily = request.form.get("daily") == "y"
    actions.choose_digest(db.session, person, actor, daily=daily, at=now())
    db.session.commit()
    flash(
        "You get one email each working day, and at once what cannot wait."
        if daily
        else "You get each message when it is written.",
        "success",
    )
    return htmx.go(url_for("auth.account"))
