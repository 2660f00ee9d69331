"""Every endpoint with everybody: what each person gets is written here, asked for and compared.

A new endpoint fails until it has a line. Each line is really called, by GET or POST, in a world
where the thing asked for is in a state that makes the answer mean something.
"""

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update as change
from sqlalchemy.orm import Session

from models import AuditEntry, Person, ReportingPeriod, RoleGrant, SignInSession
from models.enums import Audience, Role, UpdateStatus
from tests import factories, world as setting
from tests.conftest import Installation, SignIn
from tests.factories import AT
from tests.packs import stages
from tests.page import Page
from tests.test_access import PUBLIC
from tests.visitor import Fields, Visitor
from tests.world import World
from webapp.domain.content import Section, decode, fingerprint, section_fingerprint
from webapp.identity import ABSOLUTE, token_digest
from webapp.packs import queries

CANARY = "kingfisher"
"""Stands in every update, every overview and so in every pack: nobody sees it who may not."""

PEOPLE = (
    "nobody lead second_lead contributor sponsor second_sponsor office member chair director "
    "reader auditor administrator outsider elsewhere ended disabled"
).split()
"""`elsewhere` holds every role in another programme, `ended` held every one here until yesterday,
and `disabled` still holds the lead's."""

ANSWERS = {
    "T": (200, "the page, with the text"),
    "p": (200, "the page, without a word of the text"),
    "d": (303, "done, or sent to the page that helps"),
    "e": (422, "the form again, with what is wrong"),
    "x": (403, "refused, with the reason"),
    ".": (404, "there is no such page, for them"),
    "i": (303, "sent to sign in"),
}
REFUSED = "x.i"




# no = nobody signed in, le = lead, l2 = lead of another workstream, co = contributor, sp = sponsor,
# s2 = sponsor of another workstream, of = programme office, me and ch = member and chair of the
# Improvement Group, di = programme director, re = board reader, au = auditor, ad = administrator,
# ou = no role, el = elsewhere, en = roles ended, ds = disabled
TABLE = """
                                     no le l2 co sp s2 of me ch di re au ad ou el en ds
GET  inbox.my_work                   i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
GET  programmes.board                i  p  p  p  p  p  p  p  p  p  .  p  .  .  .  .  i
GET  programmes.rating sent          i  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  i
GET  programmes.rating approved      i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
GET  updates.read fresh              i  p  .  p  p  .  p  .  .  p  .  p  .  .  .  .  i
GET  updates.read draft              i  p  .  p  p  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.read sent               i  T  .  T  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.read returned           i  p  .  p  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.read approved           i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
GET  updates.read issued             i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
POST updates.start fresh             i  d  .  d  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.edit draft              i  T  .  T  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.edit returned           i  T  .  T  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.edit sent               i  d  .  d  x  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.save draft              i  d  .  d  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.check draft             i  T  .  T  d  .  T  .  .  T  .  T  .  .  .  .  i
POST updates.submit draft            i  d  .  x  x  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.submit returned         i  d  .  x  x  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.recall sent             i  d  .  x  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.review sent             i  T  .  T  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.review approved         i  d  .  d  d  .  d  d  d  d  .  d  .  .  .  .  i
POST updates.approve sent            i  x  .  x  d  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.send_back sent          i  x  .  x  d  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.history sent            i  p  .  p  p  .  p  .  .  p  .  p  .  .  .  .  i
GET  updates.history approved        i  p  .  p  p  .  p  p  p  p  .  p  .  .  .  .  i
GET  updates.revision sent           i  T  .  T  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.revision approved       i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
GET  packs.shelf                     i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
GET  packs.review open               i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
GET  packs.review reviewed           i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
POST packs.overview open             i  .  .  .  .  .  d  x  x  d  .  x  .  .  .  .  i
POST packs.open_review open          i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
POST packs.include reviewed          i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
POST packs.agree reviewed            i  .  .  .  .  .  x  x  d  x  .  x  .  .  .  .  i
GET  packs.issue board               i  .  .  .  .  .  p  x  x  x  .  x  .  .  .  .  i
POST packs.issue board               i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
GET  packs.preview reviewed          i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
GET  packs.read group_edition        i  T  T  T  T  T  T  T  T  T  .  T  .  .  .  .  i
GET  packs.read board_edition        i  T  T  T  T  T  T  T  T  T  T  T  .  .  .  .  i
GET  packs.download group_edition    i  T  T  T  T  T  T  T  T  T  .  T  .  .  .  .  i
GET  packs.download board_edition    i  T  T  T  T  T  T  T  T  T  T  T  .  .  .  .  i
GET  auth.account                    i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
GET  auth.change_password            i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
POST auth.change_password            i  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  i
POST auth.end_session lead           i  d  .  .  .  .  .  .  .  .  .  .  .  .  .  .  i
POST auth.end_other_sessions         i  d  d  d  d  d  d  d  d  d  d  d  d  d  d  d  i
"""


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    endpoint: str
    thing: str
    answers: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} {self.thing}".strip()


def written() -> list[Line]:
    """Read the table."""
    lines = []
    for text in TABLE.strip("\n").splitlines()[1:]:
        words = text.split()
        request, answers = words[: -len(PEOPLE)], words[-len(PEOPLE) :]
        method, endpoint, *thing = request
        lines.append(Line(method, endpoint, *thing or [""], dict(zip(PEOPLE, answers, strict=True))))
    return lines


LINES = written()


@dataclass
class Scene:
    """The setting as plain numbers and texts, beside a copy of its database."""

    file: Path
    tokens: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What an address needs to name each thing."""
    forms: dict[tuple[str, str], Fields] = field(default_factory=dict)
    """What a person who may would send, by endpoint and thing."""


def set_scene(session: Session, scene: Scene) -> None:
    """Build the setting: an update and a pack in each state, and everybody signed in."""
    world = setting.build(session)
    content = msgspec.structs.replace(
        setting.CONTENT, key_activities=f"A {CANARY}.", rationale=f"One {CANARY}."
    )
    path = f"programmes/{world.programme.slug}"
    scene.values[""] = {"slug": world.programme.slug, "path": path}

    def workstream(code: str) -> Any:  # noqa: ANN401 - a row
        row = factories.workstream(
            session, world.phase, code=code, lead=world.lead, sponsor=world.sponsor
        )
        factories.grant(session, world.contributor, Role.CONTRIBUTOR, workstream=row)
        return row

    def thing(name: str, period: ReportingPeriod, to: UpdateStatus) -> Any:  # noqa: ANN401 - a row
        row = factories.update(session, workstream(name[:5].upper()), period)
        row = setting.advance(session, row, to, content=content)
        scene.values[name] = {
            "update_id": row.id,
            "slug": world.programme.slug,
            "section": Section.ACTIVITIES,
            "number": 1,
        }
        return row

    def pack_world(slug: str, month: int) -> World:
        period = factories.period(
            session,
            world.phase,
            slug=slug,
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

    fresh = thing("fresh", world.period, UpdateStatus.NOT_STARTED)
    draft = thing("draft", world.period, UpdateStatus.DRAFT)
    setting.write(session, draft, setting.actor_of(session, world.lead), content=content)
    sent = thing("sent", world.period, UpdateStatus.WITH_SPONSOR)
    returned = thing("returned", world.period, UpdateStatus.RETURNED)
    thing("approved", world.period, UpdateStatus.APPROVED)
    thing("issued", world.period, UpdateStatus.ISSUED)
    assert fresh.revision is None
    scene.forms["updates.save", "draft"] = {
        "key_activities": "Another account.",
        "seen": section_fingerprint(decode(draft.draft), Section.ACTIVITIES),
    }
    scene.forms["updates.submit", "draft"] = {"seen": fingerprint(draft.draft)}
    scene.forms["updates.submit", "returned"] = {"seen": fingerprint(returned.draft)}
    scene.forms["updates.approve", "sent"] = {"seen": sent.revision.sha256, "step": "2"}
    scene.forms["updates.send_back", "sent"] = {
        "seen": sent.revision.sha256,
        "reason": "Say when the vacancies will be filled.",
    }

    stages.write_overview(session, world, f"An overview with a {CANARY}.")
    scene.values["open"] = {"pack_id": world.pack.id}
    scene.forms["packs.overview", "open"] = {
        "text": "Another overview.",
        "seen": fingerprint(world.pack.overview),
    }
    words = stages.OVERVIEW + f" {CANARY}"
    reviewed = pack_world("reviewed", 9)
    pack = stages.review(session, reviewed)
    late = thing("late", reviewed.period, UpdateStatus.APPROVED)
    scene.values["reviewed"] = {"pack_id": pack.id, "update_id": late.id, "format": "json"}
    stages.write_overview(session, reviewed, words)
    scene.forms["packs.agree", "reviewed"] = {"version": str(pack.version)}
    scene.values["board"] = {"pack_id": stages.board_pack(session, pack_world("agreed", 7)).id}
    scene.forms["packs.issue", "board"] = {"confirm": "y"}

    done = pack_world("done", 5)
    setting.advance(session, done.first_update, UpdateStatus.APPROVED, content=content)
    stages.write_overview(session, done, words)
    office = setting.actor_of(session, world.office)
    stages.actions.review(session, stages.fetch(session, world.office, done.pack), office, at=AT)
    group = stages.fetch(session, world.chair, done.pack)
    chair = setting.actor_of(session, world.chair)
    edition = stages.actions.agree(session, group, chair, at=AT, seen=group.version)
    board = queries.board_pack(session, done.pack)
    assert board is not None
    assert board.audience is Audience.IIB
    issued = stages.actions.issue(
        session, stages.fetch(session, world.office, board), office, at=AT
    )
    scene.values["group_edition"] = {"edition_id": edition.id, "format": "json"}
    scene.values["board_edition"] = {"edition_id": issued.id, "format": "json"}

    scene.forms["auth.change_password", ""] = {"present": "wrong", "new": "", "again": ""}
    for name, person in {**world.people, **strangers(session, world)}.items():
        scene.tokens[name] = secrets.token_urlsafe(32)
        row = sign_in_row(person, scene.tokens[name])
        other = sign_in_row(person, secrets.token_urlsafe(32))
        session.add_all([row, other])
        session.flush()
        if name == "lead":
            scene.values["lead"] = {"session_id": other.id}


def strangers(session: Session, world: World) -> dict[str, Person]:
    """Add people with every role in another programme, with ended roles, and a disabled lead."""
    owner = world.organisation
    other = factories.programme(session, owner, slug="other", name="Another programme")
    phase = factories.phase(session, other, world.scale)
    theirs = factories.workstream(session, phase, code="X")
    elsewhere = factories.person(session, owner, "Lead elsewhere")
    ended = factories.person(session, owner, "Former lead")
    disabled = factories.person(session, owner, "Disabled lead", disabled_at=AT)
    yesterday = AT.date() - timedelta(days=1)
    for role in Role:
        if role in (Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR):
            factories.grant(session, elsewhere, role, workstream=theirs)
            for row in (world.first, world.second):
                factories.grant(session, ended, role, workstream=row, ends_on=yesterday)
        else:
            factories.grant(session, elsewhere, role, on=other)
            factories.grant(session, ended, role, on=world.programme, ends_on=yesterday)
    for workstream_id in session.scalars(
        select(RoleGrant.workstream_id).where(RoleGrant.person_id == world.lead.id)
    ).all():
        for person, ends_on in ((disabled, None), (ended, yesterday)):
            session.add(
                RoleGrant(
                    person_id=person.id,
                    role=Role.LEAD,
                    programme_id=world.programme.id,
                    workstream_id=workstream_id,
                    starts_on=factories.BEGINNING,
                    ends_on=ends_on,
                )
            )
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


@pytest.fixture(scope="module")
def scene(
    installations: Callable[[str], Installation], tmp_path_factory: pytest.TempPathFactory
) -> Scene:
    """Build the setting once and keep a copy of its database."""
    there = installations("sqlite")
    there.database.restore()
    result = Scene(tmp_path_factory.mktemp("scene") / "scene.sqlite3")
    with time_machine.travel(AT, tick=False), Session(there.engine) as session:
        set_scene(session, result)
        session.commit()
    there.engine.dispose()
    shutil.copyfile(file_of(there), result.file)
    return result


def file_of(there: Installation) -> Path:
    """Return the file of an installation's database."""
    return Path(there.database.url.removeprefix("sqlite:///"))


class Stage:
    """The scene on the installation's database, put back after each change."""

    def __init__(self, there: Installation, session: Session, scene: Scene) -> None:
        self.there, self.session, self.scene = there, session, scene
        self.reset()

    def reset(self) -> None:
        """Put everything back as it was."""
        self.session.close()
        self.there.engine.dispose()
        shutil.copyfile(self.scene.file, file_of(self.there))

    def visitor(self, name: str) -> Visitor:
        """Return somebody at a browser, signed in unless it is nobody."""
        visitor = Visitor(self.there.app, self.session, self.there.watch)
        if name in self.scene.tokens:
            with visitor.client.session_transaction() as cookie:
                cookie["_user_id"] = self.scene.tokens[name]
        return visitor

    def address(self, line: Line) -> str:
        """Return the address that a line asks for."""
        adapter = self.there.app.url_map.bind("localhost")
        rules = self.there.app.url_map.iter_rules(line.endpoint)
        wanted = {name for rule in rules for name in rule.arguments}
        known = self.scene.values[line.thing]
        return adapter.build(line.endpoint, {name: known[name] for name in wanted})

    def ask(self, line: Line, name: str, status: int, address: str = "") -> Page:
        """Send what a line says as somebody, perhaps to another address."""
        visitor, address = self.visitor(name), address or self.address(line)
        if line.method == "GET":
            return visitor.get(address, status=status)
        fields = self.scene.forms.get((line.endpoint, line.thing), {})
        return visitor.post(address, fields, status=status)

    def records(self) -> int:
        """Return how much the audit record holds."""
        return self.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.fixture
def stage(
    scene: Scene, installation: Installation, session: Session, clock: object
) -> Iterator[Stage]:
    """Set the scene for one test."""
    there = Stage(installation, session, scene)
    yield there
    session.close()


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everybody_gets_what_is_written(line: Line, stage: Stage) -> None:
    for name, answer in line.answers.items():
        status, _ = ANSWERS[answer]
        before = stage.records()
        page = stage.ask(line, name, status)
        to_sign_in = page.headers.get("Location", "").startswith("/sign-in")
        assert to_sign_in is (answer == "i"), (name, page.headers.get("Location"))
        body = page.body.decode(errors="replace")
        assert (CANARY in body) is (answer == "T"), (name, answer)
        if line.method == "POST" and answer in REFUSED:
            assert stage.records() == before, name
        elif line.method == "POST":
            stage.reset()


def test_every_endpoint_has_a_line_for_each_method(app: Flask) -> None:
    there = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        if rule.endpoint not in PUBLIC
    }
    assert {(line.method, line.endpoint) for line in LINES} == there


def test_every_endpoint_lets_somebody_in_and_keeps_somebody_out() -> None:
    for endpoint in {line.endpoint for line in LINES}:
        answers = "".join(
            answer
            for line in LINES
            if line.endpoint == endpoint
            for answer in line.answers.values()
        )
        assert set(answers) - set(REFUSED), endpoint
        assert set(answers) & set(REFUSED), endpoint


@pytest.mark.parametrize("line", [line for line in LINES if line.thing in ("draft", "sent")], ids=str)
def test_a_thing_that_is_not_there_answers_as_one_that_may_not_be_seen(
    line: Line, stage: Stage
) -> None:
    hidden = stage.ask(line, "outsider", 404)
    key = str(stage.scene.values[line.thing]["update_id"])
    for number in ("0", str(10**6), str(2**63 - 1), str(2**63), "9" * 5000):
        address = stage.address(line).replace(f"/{key}", f"/{number}", 1)
        assert stage.ask(line, "lead", 404, address).main == hidden.main


@pytest.mark.parametrize("endpoint, thing", [("updates.read", "sent"), ("packs.review", "open")])
def test_a_role_that_ends_is_gone_with_the_next_request(
    stage: Stage, session: Session, endpoint: str, thing: str
) -> None:
    line = next(line for line in LINES if (line.endpoint, line.thing) == (endpoint, thing))
    stage.ask(line, "office", 200)
    session.execute(
        change(RoleGrant)
        .where(RoleGrant.role == Role.PMO)
        .values(ends_on=AT.date() - timedelta(days=1))
    )
    assert CANARY not in stage.ask(line, "office", 404).text


def test_a_person_who_is_disabled_is_out_with_the_next_request(
    world: World, session: Session, sign_in: SignIn
) -> None:
    visitor = sign_in(world.lead)
    address = f"/updates/{world.first_update.id}"
    visitor.get(address)
    world.lead.disabled_at = AT
    assert visitor.get(address, status=303).headers["Location"].startswith("/sign-in")
    assert visitor.get_part(address).headers["HX-Redirect"].startswith("/sign-in")


def test_a_role_that_is_given_counts_with_the_next_request(
    world: World, session: Session, sign_in: SignIn
) -> None:
    visitor = sign_in(world.outsider)
    address = f"/updates/{world.first_update.id}"
    visitor.get(address, status=404)
    factories.grant(session, world.outsider, Role.LEAD, workstream=world.first)
    visitor.get(address)
