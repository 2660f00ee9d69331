"""Commands on people and their roles, for an installation that has no administrator yet."""

from datetime import date, datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Organisation, Person, Phase, Programme, RoleGrant, Workstream
from models.enums import Audience, Role
from webapp import audit
from webapp.auth import actions
from webapp.auth.passwords import hash_password, why_weak
from webapp.cli.plain import Plainly, find_person, find_programme, named
from webapp.clock import LONDON, now
from webapp.domain.audiences import BODIES
from webapp.domain.wording import counted
from webapp.extensions import db
from webapp.programmes.plan import ORGANISATION_ROLES, WORKSTREAM_ROLES

DAY = click.DateTime(formats=["%Y-%m-%d"])

person = Plainly("person", help="People and their roles.")


@person.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--job-title", default="")
@click.option("--organisation", "organisation_name", help="Needed for the first person only.")
@click.password_option(help="Asked for when it is left out.")
def add_person(
    email: str, name: str, job_title: str, organisation_name: str | None, password: str
) -> None:
    """Add a person who can sign in with a password. Roles are given with `person grant`."""
    session = db.session
    address = email.strip().lower()
    if "@" not in address:
        raise click.ClickException(f"{email} is not an email address.")
    if weakness := why_weak(password, (name, address, organisation_name or "")):
        raise click.ClickException(f"{weakness}.")
    if session.scalar(select(Person.id).where(Person.email == address)) is not None:
        raise click.ClickException(f"There is already a person with the address {address}.")
    row = Person(
        organisation_id=_organisation(session, organisation_name).id,
        name=name.strip(),
        job_title=job_title.strip(),
        email=address,
        password_hash=hash_password(password),
    )
    session.add(row)
    session.flush()
    audit.record(session, None, "person.add", f"person:{row.id}", at=now())
    session.commit()
    click.echo(f"{row.name} can sign in as {address} and holds no role yet.")


def _organisation(session: Session, name: str | None) -> Organisation:
    """Return the organisation, adding it when it is the first one."""
    row = session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one_or_none()
    if row is not None:
        return row
    if not name:
        raise click.ClickException("There is no organisation yet. Name it with --organisation.")
    row = Organisation(name=name.strip())
    session.add(row)
    session.flush()
    return row


@person.command("password")
@click.argument("email")
@click.password_option(help="Asked for when it is left out.")
def set_password(email: str, password: str) -> None:
    """Give a person a new password and sign them out everywhere."""
    session = db.session
    row = find_person(session, email)
    organisation = session.get_one(Organisation, row.organisation_id)
    if weakness := why_weak(password, (row.name, row.email, organisation.name)):
        raise click.ClickException(f"{weakness}.")
    actions.change_password(
        session, row, None, at=now(), new_hash=hash_password(password), keep=None
    )
    session.commit()
    click.echo(f"{row.name} can sign in as {row.email}.")


@person.command("disable")
@click.argument("email")
def disable_person(email: str) -> None:
    """Close the account of a person who has left; the name stays in what they wrote.

    Hand over what the person does first, on the page of the people of a programme.
    """
    session, at = db.session, now()
    row = find_person(session, email)
    if row.disabled_at is not None:
        raise click.ClickException(f"The account of {row.name} is closed already.")
    row.disabled_at = at
    audit.record(session, None, "person.disable", f"person:{row.id}", at=at)
    session.commit()
    today = at.astimezone(LONDON).date()
    held = sum(grant.ends_on is None or grant.ends_on >= today for grant in row.grants)
    roles = counted(held, "role", "roles")
    left = f" {roles.capitalize()} should still be handed over." if held else ""
    click.echo(f"{row.name} can no longer sign in.{left}")


@person.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--programme", "slug", help="Short name of the programme.")
@click.option("--workstream", "code", help="Code of the workstream.")
@click.option(
    "--audience",
    type=click.Choice([row.value for row in BODIES]),
    help="Whose editions a board reader reads; the improvement board's when left out.",
)
@click.option("--chair", is_flag=True, help="The board reader chairs that body and records notes.")
@click.option("--from", "first", type=DAY, help="First day; today when left out.")
@click.option("--until", "last", type=DAY, help="Last day; without it the role has no end.")
def grant_role(
    email: str,
    role: str,
    slug: str | None,
    code: str | None,
    audience: str | None,
    chair: bool,  # noqa: FBT001 - a flag of the command
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Give a person a role on a programme or on one of its workstreams."""
    session = db.session
    holder = find_person(session, email)
    starts_on = first.date() if first else now().astimezone(LONDON).date()
    ends_on = last.date() if last else None
    wanted = Role(role)
    if ends_on and ends_on < starts_on:
        raise click.ClickException("The last day is before the first.")
    if (wanted in WORKSTREAM_ROLES) != (code is not None):
        raise click.ClickException(
            f"The role {role} is held on a workstream: name it with --workstream."
            if code is None
            else f"The role {role} is held on a whole programme: leave out --workstream."
        )
    if audience and wanted is not Role.BOARD_READER:
        raise click.ClickException("Only a board reader reads for one body: leave out --audience.")
    if chair and wanted is not Role.BOARD_READER:
        raise click.ClickException("Only a board reader chairs a body: leave out --chair.")
    if slug is None and wanted not in ORGANISATION_ROLES:
        raise click.ClickException(f"The role {role} is held on a programme: add --programme.")
    programme = find_programme(session, slug) if slug else None
    workstream = _workstream(session, programme, code, starts_on) if programme and code else None
    row = RoleGrant(
        person_id=holder.id,
        role=wanted,
        programme_id=programme.id if programme else None,
        workstream_id=workstream.id if workstream else None,
        audience=Audience(audience) if audience else None,
        chairs=chair,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        None,
        "person.grant",
        f"person:{holder.id}",
        at=now(),
        detail={
            "role": role,
            "programme": row.programme_id,
            "workstream": row.workstream_id,
            "audience": audience,
            "chairs": chair,
            "from": starts_on.isoformat(),
            "until": ends_on.isoformat() if ends_on else None,
        },
    )
    session.commit()
    where = workstream.name if workstream else programme.name if programme else "all programmes"
    click.echo(f"{holder.name} is now {role.replace('_', ' ')} on {where} from {starts_on}.")


def _workstream(session: Session, programme: Programme, code: str, on: date) -> Workstream:
    """Return the workstream with a code, of the phase that a day belongs to where it can be."""
    rows = session.scalars(
        select(Workstream)
        .join(Workstream.phase)
        .where(Phase.programme_id == programme.id)
        .options(joinedload(Workstream.phase))
        .order_by(Phase.number, Workstream.position)
    ).all()
    current = [
        row
        for row in rows
        if row.phase.starts_on <= on and (row.phase.ends_on is None or row.phase.ends_on >= on)
    ]
    return named([*current, *rows], "code", code, f"workstream of {programme.slug}")
