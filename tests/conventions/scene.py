"""A world with a thing in each state, kept as a copy of its database and as plain numbers.

A canary stands in every text of it, so a test can see whether somebody was shown what they may not.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Absence,
    Concern,
    Edition,
    Pack,
    Person,
    ProgressUpdate,
    ReportingPeriod,
    RoleGrant,
    SignInSession,
)
from models.enums import Action, PackPart, PeriodStatus, Role, Section, UpdateStatus
from tests import factories
from tests import world as setting
from tests.factories import AT
from tests.packs import stages
from tests.packs.cover import scene as covers
from tests.packs.meeting import scene as meetings
from tests.packs.papers import shelf
from tests.visitor import Fields
from tests.world import World, actor_of
from webapp import moves
from webapp.domain.content import decode, fingerprint, section_fingerprint
from webapp.domain.recipes import STANDARD
from webapp.identity import ABSOLUTE, token_digest
from webapp.packs import (
    accepting,
    actions,
    cancelling,
    contents,
    foreword,
    library,
    others,
    queries,
    reading_actions,
)
from webapp.packs.papers import actions as papers
from webapp.updates import addenda, comments
from webapp.updates.queries import get_update

CANARY = "kingfisher"
"""Stands in every update, every overview and so in every pack."""
CONTENT = msgspec.structs.replace(
    setting.CONTENT, key_activities=f"A {CANARY}.", rationale=f"One {CANARY}."
)
OVERVIEW = f"An overview with a {CANARY}."


@dataclass
class Scene:
    """What is in the world, by name."""

    file: Path
    """The copy of the database."""
    tokens: dict[str, str] = field(default_factory=dict)
    """An open session of everybody."""
    values: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """What an address needs to name each thing."""
    forms: dict[tuple[str, str], Fields] = field(default_factory=dict)
    """What a person who may would send, by endpoint and thing."""


def set_scene(session: Session, scene: Scene) -> None:
    """Build the world and flush."""
    world = setting.build(session)
    scene.values[""] = {"slug": world.programme.slug}
    scene.values["words"] = {"kind": "update_submit"}
    session.add(
        Concern(
            programme_id=world.programme.id,
            number=1,
            title="Late decisions",
            source="The notice",
            workstreams=[world.first],
        )
    )
    scene.values["answered"] = {"slug": world.programme.slug, "number": 1}
    scene.forms |= {
        ("messages.retry", ""): {"message": "all"},
        ("messages.digest", ""): {"daily": "y"},
        ("messages.reminders", ""): {
            "days_before": "4 2",
            "sponsor_after": "2",
            "director_after": "4",
            "seen": "5 1/1/3",
        },
        ("messages.edit", "words"): {
            "subject": "{{ workstream }}: please review",
            "body": "By {{ due }}, {{ period }}: {{ link }}",
            "seen": "0",
        },
    }
    scene.forms["auth.change_password", ""] = {"present": "wrong", "new": "", "again": ""}
    add_updates(session, scene, world)
    add_packs(session, scene, world)
    add_plans(session, scene, world)
    add_cycle(session, scene, world)
    covers.add_to(session, scene, world)
    decide_on_findings(session, scene, world)
    people = {**world.people, **strangers(session, world)}
    for name, person in people.items():
        scene.tokens[name] = secrets.token_urlsafe(32)
        own = sign_in_row(person, scene.tokens[name])
        other = sign_in_row(person, secrets.token_urlsafe(32))
        session.add_all([own, other])
        session.flush()
        scene.values.setdefault(name, {"session_id": other.id})


def thing(
    session: Session, scene: Scene, world: World, name: str, to: UpdateStatus
) -> ProgressUpdate:
    """Add a workstream of the lead, the contributor and the sponsor, its update in a state."""
    workstream = factories.workstream(
        session, world.phase, code=name[:5].upper(), lead=world.lead, sponsor=world.sponsor
    )
    factories.grant(session, world.contributor, Role.CONTRIBUTOR, workstream=workstream)
    row = factories.update(session, workstream, world.period)
    row = setting.advance(session, row, to, content=CONTENT)
    scene.values[name] = {
        "update_id": row.id,
        "workstream_id": workstream.id,
        "slug": world.programme.slug,
        "section": Section.ACTIVITIES,
        "number": 1,
    }
    return row


def add_updates(session: Session, scene: Scene, world: World) -> None:
    """Add an update in each state, and the forms that go with them."""
    thing(session, scene, world, "fresh", UpdateStatus.NOT_STARTED)
    draft = thing(session, scene, world, "draft", UpdateStatus.DRAFT)
    setting.write(session, draft, actor_of(session, world.lead), content=CONTENT)
    sent = thing(session, scene, world, "sent", UpdateStatus.WITH_SPONSOR)
    returned = thing(session, scene, world, "returned", UpdateStatus.RETURNED)
    approved = thing(session, scene, world, "approved", UpdateStatus.APPROVED)
    thing(session, scene, world, "issued", UpdateStatus.ISSUED)
    assert sent.revision is not None
    assert approved.revision is not None
    seen = sent.revision.sha256
    scene.values["sent"] = {**scene.values["sent"], "comment_id": remark(session, world, sent)}
    scene.values["approved"] = {
        **scene.values["approved"],
        "addendum_id": later(session, world, approved),
    }
    scene.forms |= {
        ("updates.explain", "draft"): {"seen": fingerprint(draft.draft)},
        ("updates.comment", "sent"): {"text": "Why so?", "page": "review"},
        ("updates.reply", "sent"): {"text": "For this."},
        ("updates.write_addendum", "approved"): {
            "happened_on-day": "2",
            "happened_on-month": "3",
            "happened_on-year": "2026",
            "text": "It is in force.",
        },
        ("updates.take_back_approval", "approved"): {
            "seen": approved.revision.sha256,
            "reason": "New facts.",
            "sections": "whole",
        },
    }
    scene.forms |= {
        ("updates.save", "draft"): {
            "key_activities": "Another account.",
            "seen": section_fingerprint(decode(draft.draft), Section.ACTIVITIES),
        },
        ("updates.submit", "draft"): {"seen": fingerprint(draft.draft)},
        ("updates.submit", "returned"): {
            "seen": fingerprint(returned.draft),
            "reply_concerns": "Unchanged.",
        },
        ("updates.approve", "sent"): {"seen": seen, "step": "2", "attested": "y"},
        ("updates.send_back", "sent"): {"seen": seen, "reason": "Say when.", "sections": "whole"},
    }


def remark(session: Session, world: World, sent: ProgressUpdate) -> int:
    """Let the sponsor comment on an update; return the comment's number."""
    sponsor = actor_of(session, world.sponsor)
    row = get_update(session, sponsor, sent.id)
    return comments.comment(
        session, row, sponsor, at=AT, section=Section.ACTIVITIES, anchor="", text="Who was there?"
    ).id


def later(session: Session, world: World, approved: ProgressUpdate) -> int:
    """Let the lead write what happened after the period; return the note's number."""
    lead = actor_of(session, world.lead)
    row = get_update(session, lead, approved.id)
    day = AT.date()
    return addenda.write_addendum(
        session, row, lead, at=AT, happened_on=day, text="It was adopted."
    ).id


def add_plans(session: Session, scene: Scene, world: World) -> None:
    """Add a draft period and days on which the lead is away."""
    planned = factories.period(
        session,
        world.phase,
        slug="planned",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 2, 28),
        status=PeriodStatus.DRAFT,
    )
    scene.values["planned"] = {"slug": world.programme.slug, "period_id": planned.id}
    scene.forms["planning.schedule", "planned"] = {"periods": str(planned.id)}
    away = Absence(person_id=world.lead.id, starts_on=AT.date(), ends_on=AT.date())
    session.add(away)
    session.flush()
    scene.values["away"] = {"absence_id": away.id}


def add_packs(session: Session, scene: Scene, world: World) -> None:
    """Add a pack at each stage, and the forms that go with them."""
    stages.write_overview(session, world, OVERVIEW)
    scene.values["open"] = {"pack_id": world.pack.id}
    add_paper(session, scene, world)
    reviewed = in_a_period_of_its_own(session, world, 9)
    pack = stages.review(session, reviewed)
    late = thing(session, scene, reviewed, "late", UpdateStatus.APPROVED)
    stages.write_overview(session, reviewed, OVERVIEW)
    scene.values["reviewed"] = {"pack_id": pack.id, "update_id": late.id, "format": "json"}
    rated = reviewed.first_update
    scene.values["in_pack"] = {"pack_id": pack.id, "update_id": rated.id}
    silent = thing(session, scene, reviewed, "silent", UpdateStatus.WITH_SPONSOR)
    assert rated.revision is not None
    assert silent.revision is not None
    scene.values["unanswered"] = {"pack_id": pack.id, "update_id": silent.id}
    seen, unconfirmed = rated.revision.sha256, silent.revision.sha256
    scene.forms |= {
        ("packs.query", "in_pack"): {
            f"query-{rated.id}-seen": seen,
            f"query-{rated.id}-reason": "How sure is the date?",
            f"query-{rated.id}-sections": "rating",
        },
        ("packs.rate", "in_pack"): {
            f"rate-{rated.id}-seen": seen,
            f"rate-{rated.id}-standing": "2",
            f"rate-{rated.id}-step": "3",
            f"rate-{rated.id}-reason": "The group is less sure.",
        },
        ("packs.include_unconfirmed", "unanswered"): {
            f"include-{silent.id}-seen": unconfirmed,
            f"include-{silent.id}-reason": "No answer came.",
        },
        ("packs.correct", "board_edition"): {"edition": "1", "reason": "A sum was wrong."},
    }
    meetings.add_to(session, scene, in_a_period_of_its_own(session, world, 3), CANARY)
    undone = in_a_period_of_its_own(session, world, 4)
    stages.issue(session, undone)
    again = stages.correct(session, undone, undone.first_update)
    group, board = queries.both(session, again)
    assert board is not None
    scene.values["corrected"] = {"pack_id": again.id}
    scene.forms["packs.cancel", "corrected"] = {
        "seen": cancelling.undoing(session, group, board).state,
        "reason": "It was right after all.",
    }
    stopped = in_a_period_of_its_own(session, world, 7)
    agreed = stages.board_pack(session, stopped, "All three workstreams report.")
    scene.values["board"] = {"pack_id": agreed.id}
    scene.values["agreed"] = {"pack_id": stopped.pack.id}
    scene.forms["packs.release", "agreed"] = {
        "version": str(stopped.pack.version),
        "reason": "A figure is wrong.",
    }
    scene.forms |= {
        ("packs.sum_up", "open"): {
            "step": "2",
            "reason": "One is late.",
            "asks": "",
            "seen": foreword.summary_fingerprint(world.pack),
        },
        ("packs.overview", "open"): {
            "text": "Another overview.",
            "seen": fingerprint(world.pack.overview),
        },
        ("packs.agree", "reviewed"): {"version": str(pack.version)},
        ("packs.issue", "board"): {"confirm": "y"},
    }
    issue_editions(session, scene, in_a_period_of_its_own(session, world, 5))


def add_paper(session: Session, scene: Scene, world: World) -> None:
    """Add a paper behind the pack, and the forms that go with it."""
    said = f"A {CANARY}."
    paper = shelf.add(session, world, title=said, content=said.encode())
    scene.values["paper"] = {"pack_id": world.pack.id, "paper_id": paper.id}
    scene.forms |= {
        ("papers.add", "paper"): {"title": "A title without a file"},
        ("papers.move", "paper"): {"do": "up"},
        ("papers.change", "paper"): {
            "title": "Another title",
            "author": "The auditor",
            "dated_on-day": "2",
            "dated_on-month": "3",
            "dated_on-year": "2026",
            "seen": papers.fingerprint(paper),
        },
    }


def in_a_period_of_its_own(session: Session, world: World, month: int) -> World:
    """Return the world with another period, an update of its first workstream and a pack."""
    period: ReportingPeriod = factories.period(
        session,
        world.phase,
        slug=f"2025-{month}",
        name=f"Period {month}",
        starts_on=date(2025, month, 1),
        ends_on=date(2025, month, 28),
    )
    return replace(
        world,
        period=period,
        first_update=factories.update(session, world.first, period),
        pack=factories.pack(session, period),
    )


def decide_on_findings(session: Session, scene: Scene, world: World) -> None:
    """Settle what the checks find in the pack to be issued, once nothing more comes into it."""
    pack = session.get_one(Pack, scene.values["board"]["pack_id"])
    stages.settle(session, world, pack)
    row = stages.fetch(session, world.office, pack)
    found, *_ = accepting.judge_pack(session, row, contents.pack_data(session, row, at=AT))
    scene.values["found"] = {"pack_id": pack.id, "handle": found.handle}
    scene.forms["packs.accept", "found"] = {
        f"finding-{found.handle}-reason": "It is right as it stands."
    }


def issue_editions(session: Session, scene: Scene, world: World) -> None:
    """Take a pack to its editions for the Improvement Group and for the board."""
    setting.advance(session, world.first_update, UpdateStatus.APPROVED, content=CONTENT)
    stages.write_overview(session, world, OVERVIEW)
    shelf.add(session, world, content=f"A {CANARY}.".encode())
    office, chair = actor_of(session, world.office), actor_of(session, world.chair)

    def fetch(pack: Pack) -> Pack:
        return stages.fetch(session, world.office, pack)

    actions.review(session, fetch(world.pack), office, at=AT)
    pack = fetch(world.pack)
    group = actions.agree(session, pack, chair, at=AT, seen=pack.version)
    board = queries.board_pack(session, world.pack)
    assert board is not None
    stages.settle(session, world, board)
    issued = actions.issue(session, fetch(board), office, at=AT)
    scene.values["group_edition"] = {"edition_id": group.id, "format": "json", "letter": "A"}
    scene.values["board_edition"] = {"edition_id": issued.id, "format": "json", "letter": "A"}
    scene.values["done"] = {"pack_id": board.id}
    scene.forms["packs.open_other", "done"] = {"recipe": "board"}
    scrutiny = others.open_other(session, fetch(board), STANDARD["scrutiny"], office, at=AT)
    scene.values["scrutiny"] = {"pack_id": scrutiny.id}
    scene.forms["packs.issue", "scrutiny"] = {"confirm": "y"}
    public = others.open_other(session, fetch(board), STANDARD["public"], office, at=AT)
    edition = actions.issue(session, fetch(public), office, at=AT)
    scene.values["public_edition"] = {"edition_id": edition.id}
    scene.forms["packs.publish", "public_edition"] = {"shown": "yes"}
    let_the_board_answer(session, scene, world, library.find_edition(session, office, issued.id))
    scene.values["recipe"] = {"slug": world.programme.slug, "name": "scrutiny"}
    scene.forms["packs.recipe", "recipe"] = {
        "name": "Scrutiny",
        "audience": "scrutiny",
        "depth": "short",
        "arrangement": "workstream",
        "version": "0",
        **{f"place_{part}": "1" for part in PackPart},
    }


def let_the_board_answer(session: Session, scene: Scene, world: World, edition: Edition) -> None:
    """Let the board's reader chair it and recommend something on its edition."""
    grant = session.scalars(
        select(RoleGrant).where(
            RoleGrant.person_id == world.reader.id, RoleGrant.role == Role.BOARD_READER
        )
    ).one()
    grant.chairs = True
    session.flush()
    asked = reading_actions.Asked(text="Show what changed.", addressee="The director")
    chair = actor_of(session, world.reader)
    there = library.find_edition(session, chair, edition.id)
    row = reading_actions.note(
        session, there, chair, at=AT, text="Thank you.", recommended=[asked], public=False
    )
    scene.values["noted"] = {"recommendation_id": row.recommendations[0].id}
    scene.values["reader"] = {"slug": world.programme.slug, "grant_id": grant.id}
    first = AT.date()
    chosen = f"{world.outsider.id}.scrutiny.False.{first}"
    scene.forms |= {
        ("packs.note", "board_edition"): {"text": "Further to that."},
        ("packs.answer", "noted"): {"state": "answered", "text": "We will.", "seen": "0"},
        ("cycle.add_reader", ""): {
            "person_id": str(world.outsider.id),
            "audience": "scrutiny",
            "from_on-day": str(first.day),
            "from_on-month": str(first.month),
            "from_on-year": str(first.year),
            "sure": "y",
            "seen": chosen,
        },
        ("covers.publish", "cover_edition"): {"shown": "yes"},
    }


def strangers(session: Session, world: World) -> dict[str, Person]:
    """Add people with every role in another programme, with ended roles, and a disabled lead."""
    owner = world.organisation
    other = factories.programme(session, owner, slug="other", name="Another programme")
    theirs = factories.workstream(session, factories.phase(session, other, world.scale), code="X")
    elsewhere = factories.person(session, owner, "Lead elsewhere")
    ended = factories.person(session, owner, "Former lead")
    disabled = factories.person(session, owner, "Disabled lead", disabled_at=AT)
    yesterday = AT.date() - timedelta(days=1)
    led = session.scalars(
        select(RoleGrant.workstream_id).where(RoleGrant.person_id == world.lead.id)
    ).all()
    for role in Role:
        if role in (Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR):
            factories.grant(session, elsewhere, role, workstream=theirs)
            for workstream_id in led:
                place = {"programme_id": world.programme.id, "workstream_id": workstream_id}
                begun = {"role": role, "starts_on": factories.BEGINNING, **place}
                session.add(RoleGrant(person_id=ended.id, ends_on=yesterday, **begun))
                session.add(RoleGrant(person_id=disabled.id, **begun))
        else:
            factories.grant(session, elsewhere, role, on=other)
            factories.grant(session, ended, role, on=world.programme, ends_on=yesterday)
    session.flush()
    return {"elsewhere": elsewhere, "ended": ended, "disabled": disabled}


def sign_in_row(person: Person, token: str) -> SignInSession:
    """Return an open session."""
    return SignInSession(
        person_id=person.id,
        token_sha256=token_digest(token),
        created_at=AT,
        last_seen_at=AT,
        expires_at=AT + ABSOLUTE,
    )


def add_cycle(session: Session, scene: Scene, world: World) -> None:
    """Add what the office's board acts on, and the forms that go with it."""
    office = actor_of(session, world.office)
    for name, action in (("missed", Action.CLOSE), ("withdrawn", Action.WITHDRAW)):
        row = thing(session, scene, world, name, UpdateStatus.NOT_STARTED)
        row = get_update(session, office, row.id)
        moves.move_update(session, row, office, action, at=AT)
    following = factories.period(
        session,
        world.phase,
        slug="2027-7",
        name="Next period",
        starts_on=date(2027, 7, 1),
        ends_on=date(2027, 7, 31),
        status=PeriodStatus.SCHEDULED,
    )
    day = AT.date()
    deputy = factories.grant(
        session,
        factories.person(session, world.organisation, "Deputy sponsor"),
        Role.SPONSOR,
        workstream=world.first,
        ends_on=day,
        deputy_for=world.sponsor,
    )
    measure = factories.measure(session, world.first)
    scene.values["measure"] = {
        "slug": world.programme.slug,
        "workstream_id": world.first.id,
        "number": measure.number,
    }
    scene.values["next"] = {"slug": world.programme.slug, "period_id": following.id}
    scene.values["team"] = {
        "slug": world.programme.slug,
        "period_id": world.period.id,
        "workstream_id": world.first.id,
        "person_id": world.sponsor.id,
        "grant_id": deputy.id,
    }
    until = {"until-day": "11", "until-month": "3", "until-year": "2026"}
    first = {"from_on-day": "2", "from_on-month": "3", "from_on-year": "2026"}
    why = {"reason": "For a reason."}
    scene.forms |= {
        ("cycle.extend", "fresh"): why | until,
        ("cycle.allow_late", "missed"): why | until,
        ("cycle.withdraw", "draft"): why,
        ("cycle.reinstate", "withdrawn"): why,
        ("cycle.deputy", "team"): {
            "deputy_id": str(world.member.id),
            "starts_on-day": "2",
            "starts_on-month": "3",
            "starts_on-year": "2026",
            "ends_on-day": "3",
            "ends_on-month": "3",
            "ends_on-year": "2026",
        },
        ("cycle.sponsor", "team"): {"person_id": str(world.chair.id)} | first,
        ("cycle.replace", "team"): {"person_id": str(world.chair.id)} | first,
        ("cycle.hand_over", "team"): {"successor_id": str(world.chair.id)} | first,
        ("cycle.add_measure", "team"): {
            "name": "Decisions published in time",
            "unit": "%",
            "direction": "up",
            "target": "95",
            "outcome_id": "0",
        },
        ("cycle.change_target", "measure"): why | {"target": "95", "seen": "90% or more"},
        ("cycle.end_measure", "measure"): why,
        ("cycle.agree_date", "team"): why
        | {
            "seen": "2026-06-30",
            "agreed_on-day": "30",
            "agreed_on-month": "9",
            "agreed_on-year": "2026",
        },
        ("cycle.close_workstream", "team"): why
        | {"on-day": "2", "on-month": "3", "on-year": "2026"},
    }
