"""Pages of one's own: the address of one's calendar, the calendar itself, and days away."""

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Response, flash, render_template, url_for

from models import Person
from webapp import clock, htmx
from webapp.access import actor, public
from webapp.domain.errors import Incomplete, NotFound
from webapp.extensions import db
from webapp.identity import snapshot, token_digest
from webapp.planning import feed as ical
from webapp.planning import own, queries
from webapp.planning.forms import AbsenceForm
from webapp.planning.year_views import bp

__all__ = ["bp"]
TOKEN_BYTES = 32


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> Response:
    """Answer a calendar program that knows a person's secret address."""
    at = clock.today()
    # What no address of ours holds needs no look into the database.
    if not token.isascii():
        raise NotFound
    row = queries.get_feed(db.session, token_digest(token))
    who = snapshot(row.person, at.day)
    periods = queries.periods_for(db.session, who, at.day)
    link = url_for("inbox.my_work", _external=True)
    host = urlsplit(link).hostname or ""
    body = ical.write(ical.entries_of(who, periods, host), name="Waymark", link=link, at=at.at)
    return Response(body, mimetype="text/calendar")


@bp.get("/account/calendar")
def feed_settings() -> str:
    """Say whether the person has a calendar address, and offer to make or remove it."""
    row = queries.feed_of(db.session, actor().person_id)
    return render_template("planning/feed.html", feed=row, address="")


@bp.post("/account/calendar")
def make_feed() -> str:
    """Make a new address and show it, this once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = own.make_feed(db.session, actor(), at=clock.now(), token=token)
    db.session.commit()
    address = url_for(".feed", token=token, _external=True)
    return render_template("planning/feed.html", feed=row, address=address)


@bp.post("/account/calendar/revoke")
def revoke_feed() -> Response:
    """Let the address lead nowhere."""
    revoked = own.revoke_feed(db.session, actor(), at=clock.now())
    db.session.commit()
    if revoked:
        flash("Your calendar address no longer works.", "success")
    return htmx.go(url_for(".feed_settings"))


@bp.route("/account/absences", methods=["GET", "POST"])
def absences() -> Response:
    """Show who is away and when, and note more days."""
    today = clock.today()
    people = {str(row.id): row for row in queries.people_in_care(db.session, actor(), today.day)}
    form = AbsenceForm(person=str(actor().person_id))
    me = actor().person_id
    form.person.choices = {
        number: f"{row.name} (you)" if row.id == me else row.name for number, row in people.items()
    }
    if form.validate_on_submit() and _record(form, people):
        return htmx.go(url_for(".absences"))
    body = render_template(
        "planning/absences.html",
        form=form,
        names=form.person.choices,
        absences=queries.absences_of(db.session, list(people.values()), today.day),
    )
    return Response(body, 422 if form.is_submitted() else 200, mimetype="text/html")


def _record(form: AbsenceForm, people: Mapping[str, Person]) -> bool:
    """Note the days of a valid form; returns False with the reason beside the field."""
    person = people.get(form.person.data or str(actor().person_id))
    if person is None:
        raise NotFound
    try:
        own.record_absence(
            db.session,
            person,
            actor(),
            at=clock.now(),
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )
    except Incomplete as refused:
        form.starts_on.errors = [f"{refused.reason} {refused.next_step}"]
        return False
    db.session.commit()
    flash("The days away are noted.", "success")
    return True


@bp.post("/account/absences/<int:absence_id>/remove")
def remove_absence(absence_id: int) -> Response:
    """Take days away back."""
    people = queries.people_in_care(db.session, actor(), clock.today().day)
    row = queries.get_absence(db.session, people, absence_id)
    own.remove_absence(db.session, row, actor(), at=clock.now())
    db.session.commit()
    flash("The days away are removed.", "success")
    return htmx.go(url_for(".absences"))
