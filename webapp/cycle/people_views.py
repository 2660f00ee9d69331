"""Pages about people: who approves, deputies, sponsors who come and go, handing over."""

from collections.abc import Callable

from flask import Response, flash, render_template, request, url_for

from models import Person, Programme, RoleGrant, Workstream
from webapp import clock, htmx
from webapp.access import actor
from webapp.cycle import people, queries, roles
from webapp.cycle.forms import DeputyForm, HandOverForm, LeaverForm, PeopleForm, SponsorForm
from webapp.cycle.posts import posts_of
from webapp.cycle.views import bp
from webapp.domain import policy
from webapp.domain.errors import Incomplete
from webapp.domain.wording import counted
from webapp.extensions import db

__all__ = ["bp"]
CLASH = (
    "{} writes for what they would approve, and nobody decides on what they wrote. "
    "Choose somebody else, or say that you mean it"
)


@bp.get("/people")
def team(slug: str) -> str:
    """Show who writes and approves for each workstream, and where nobody could decide."""
    programme, on = queries.get_programme(db.session, actor(), slug), clock.today().day
    workstreams = queries.workstreams_of(db.session, programme, on)
    return render_template(
        "cycle/people.html",
        programme=programme,
        posts=posts_of(db.session, workstreams, on),
        on=on,
        may_run=policy.runs_the_office(actor(), roles.Place(programme.id)) is None,
    )


@bp.route(
    "/workstreams/<int:workstream_id>/sponsors/<int:person_id>/deputy", methods=["GET", "POST"]
)
def deputy(slug: str, workstream_id: int, person_id: int) -> Response:
    """Appoint somebody to decide in a sponsor's place between two days."""
    programme, workstream = _office(slug, workstream_id)
    grant, today = _sponsor(workstream, person_id), clock.today()
    form = DeputyForm(data={"starts_on": today.day})
    form.offer(
        "deputy_id", roles.people_to_choose(db.session, programme), without=[grant.person_id]
    )

    def do(chosen: Person) -> str:
        people.appoint_deputy(
            db.session,
            workstream,
            actor(),
            at=today.at,
            sponsor=grant.person,
            deputy=chosen,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )
        return f"{chosen.name} decides for {grant.person.name} on {workstream.name}."

    return _appoint(
        programme,
        workstream,
        form,
        "deputy_id",
        do,
        "cycle/deputy.html",
        could_not=_writes_for(workstream),
        grant=grant,
    )


@bp.route("/workstreams/<int:workstream_id>/sponsors", methods=["GET", "POST"])
def sponsor(slug: str, workstream_id: int) -> Response:
    """Name a sponsor, the first one or one more."""
    programme, workstream = _office(slug, workstream_id)
    today = clock.today()
    form = SponsorForm(data={"from_on": today.day})
    form.offer("person_id", roles.people_to_choose(db.session, programme))

    def do(chosen: Person) -> str:
        people.add_sponsor(
            db.session,
            workstream,
            actor(),
            at=today.at,
            person=chosen,
            starts_on=form.from_on.data,
        )
        return f"{chosen.name} sponsors {workstream.name}."

    return _appoint(
        programme,
        workstream,
        form,
        "person_id",
        do,
        "cycle/sponsor.html",
        could_not=_writes_for(workstream),
    )


@bp.route(
    "/workstreams/<int:workstream_id>/sponsors/<int:person_id>/replace", methods=["GET", "POST"]
)
def replace(slug: str, workstream_id: int, person_id: int) -> Response:
    """Put somebody in a sponsor's place."""
    programme, workstream = _office(slug, workstream_id)
    grant, today = _sponsor(workstream, person_id), clock.today()
    form = SponsorForm(data={"from_on": today.day})
    form.offer(
        "person_id", roles.people_to_choose(db.session, programme), without=[grant.person_id]
    )
    name = grant.person.name

    def do(chosen: Person) -> str:
        people.replace_sponsor(
            db.session,
            workstream,
            actor(),
            at=today.at,
            old=grant,
            new=chosen,
            from_on=form.from_on.data,
        )
        return f"{chosen.name} sponsors {workstream.name} in place of {name}."

    return _appoint(
        programme,
        workstream,
        form,
        "person_id",
        do,
        "cycle/replace.html",
        could_not=_writes_for(workstream),
        grant=grant,
    )


@bp.get("/workstreams/<int:workstream_id>/roles/<int:grant_id>/end")
def ending(slug: str, workstream_id: int, grant_id: int) -> str:
    """Say what ending a role at once will mean for whom."""
    programme, workstream = _office(slug, workstream_id)
    on = clock.today().day
    grant = roles.get_grant(db.session, workstream, grant_id, on)
    return render_template(
        "cycle/end.html",
        programme=programme,
        workstream=workstream,
        grant=grant,
        sponsor=db.session.get(Person, grant.deputy_for_id) if grant.deputy_for_id else None,
        ending=people.can_end(db.session, workstream, grant, on),
        on=on,
    )


@bp.post("/workstreams/<int:workstream_id>/roles/<int:grant_id>/end")
def end(slug: str, workstream_id: int, grant_id: int) -> Response:
    """End a deputy's time at once, or that of one of several sponsors."""
    _, workstream = _office(slug, workstream_id)
    at = clock.today()
    grant = roles.get_grant(db.session, workstream, grant_id, at.day)
    name = grant.person.name
    people.end_role(db.session, workstream, grant, actor(), at=at.at)
    db.session.commit()
    return _to_team(slug, f"{name} no longer approves for {workstream.name}.")


@bp.get("/people/leaver")
def leaver(slug: str) -> Response:
    """Ask who leaves."""
    programme = queries.get_programme(db.session, actor(), slug)
    policy.require(policy.runs_the_office(actor(), roles.Place(programme.id)))
    asked = "leaver_id" in request.args
    form = LeaverForm(request.args if asked else None)
    form.offer("leaver_id", roles.people_with_roles(db.session, programme, clock.today().day))
    if asked and form.validate():
        return htmx.go(url_for("cycle.hand_over", slug=slug, person_id=form.leaver_id.data))
    body = render_template("cycle/leaver.html", programme=programme, form=form)
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


@bp.route("/people/<int:person_id>/hand-over", methods=["GET", "POST"])
def hand_over(slug: str, person_id: int) -> Response:
    """Give everything a person does in the programme to somebody else."""
    programme = queries.get_programme(db.session, actor(), slug)
    policy.require(policy.runs_the_office(actor(), roles.Place(programme.id)))
    today = clock.today()
    leaving = roles.get_holder(db.session, programme, person_id, today.day)
    form = HandOverForm(data={"from_on": today.day})
    everybody = roles.people_to_choose(db.session, programme)
    form.offer("successor_id", everybody, without=[leaving.id])

    def could_not(chosen: Person) -> bool:
        return roles.would_clash(db.session, programme, leaving, chosen, today.day)

    def do(chosen: Person) -> str:
        count = people.hand_over(
            db.session,
            programme,
            actor(),
            at=today.at,
            leaver=leaving,
            successor=chosen,
            from_on=form.from_on.data,
        )
        passed = counted(count, "role", "roles")
        return (
            f"{leaving.name} handed over {passed} to {chosen.name}. "
            f"An administrator can now close the account of {leaving.name}."
        )

    return _appoint(
        programme,
        None,
        form,
        "successor_id",
        do,
        "cycle/hand_over.html",
        could_not=could_not,
        leaver=leaving,
        duties=roles.duties_of(db.session, programme, leaving, today.day),
    )


def _office(slug: str, workstream_id: int) -> tuple[Programme, Workstream]:
    """Return a programme and one of its workstreams, for its office; others are refused."""
    programme = queries.get_programme(db.session, actor(), slug)
    workstream = queries.get_workstream(db.session, programme, workstream_id)
    policy.require(policy.runs_the_office(actor(), workstream.phase))
    return programme, workstream


def _writes_for(workstream: Workstream) -> Callable[[Person], bool]:
    """Return what tells whether somebody writes for a workstream."""
    on, number = clock.today().day, workstream.id
    return lambda person: person.id in roles.writers_of(db.session, [number], on).get(number, ())


def _sponsor(workstream: Workstream, person_id: int) -> RoleGrant:
    """Return the grant by which a person sponsors a workstream; raises NotFound."""
    return roles.get_sponsor(db.session, workstream, person_id, clock.today().day)


def _appoint(
    programme: Programme,
    workstream: Workstream | None,
    form: PeopleForm,
    field: str,
    do: Callable[[Person], str],
    page: str,
    *,
    could_not: Callable[[Person], bool],
    **context: object,
) -> Response:
    """Ask who is to be appointed, warn of who `could_not` decide, and do it once all is said.

    `context` is what the page shows besides.
    """
    refused, warn = False, False
    if form.validate_on_submit():
        chosen = db.session.get_one(Person, form[field].data)
        warn = could_not(chosen)
        if warn and not form.sure.data:
            form.sure.errors = [CLASH.format(chosen.name)]
        else:
            try:
                words = do(chosen)
            except Incomplete as refusal:
                refused = True
                form.form_errors.append(refusal.reason)
            else:
                db.session.commit()
                return _to_team(programme.slug, words)
    body = render_template(
        page, programme=programme, workstream=workstream, form=form, warn=warn, **context
    )
    return Response(body, status=422 if refused or form.errors else 200, mimetype="text/html")


def _to_team(slug: str, words: str) -> Response:
    flash(words, "success")
    return htmx.go(url_for("cycle.team", slug=slug))
