"""A programme from its file: all or nothing, twice the same, and ready for the first period."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models import (
    AuditEntry,
    Base,
    Measure,
    Outcome,
    Person,
    Programme,
    ProgressUpdate,
    RagScale,
    RagStep,
    ReportingPeriod,
    RoleGrant,
    SignInSession,
    Workstream,
)
from models.enums import Direction, UpdateStatus
from tests.conftest import SignIn
from tests.visitor import Visitor
from webapp import audit
from webapp.concerns import concerns_of
from webapp.config import ROOT
from webapp.domain.content import decode
from webapp.programmes.plan_file import PlanError, read

EXAMPLE = (ROOT / "deploy" / "programme.example.toml").read_text(encoding="utf-8")
OFFICE = "programme.office@wenmoor.example"
LEAD = "lead.decisions@wenmoor.example"
PASSWORD = "seven lanterns drift west"

SetUp = Callable[[str], Result]

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def set_up(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """Return a function that runs the command on a text."""
    file = tmp_path_factory.mktemp("setup") / "programme.toml"

    def run(text: str) -> Result:
        file.write_text(text, encoding="utf-8")
        return app.test_cli_runner().invoke(args=["programme", "set-up", str(file)])

    return run


def counts(session: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    found = {
        name: session.scalars(select(func.count()).select_from(table)).one()
        for name, table in Base.metadata.tables.items()
    }
    session.commit()
    return found


@pytest.mark.both_databases
def test_the_example_is_set_up_opened_and_started(
    app: Flask, session: Session, set_up: SetUp, visitor: Visitor
) -> None:
    done = set_up(EXAMPLE)
    assert done.exit_code == 0, done.output
    assert "  workstream B\n" in done.output
    flask = app.test_cli_runner()
    given = flask.invoke(
        args=["person", "password", LEAD.upper()], input=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert given.exit_code == 0, given.output
    opened = flask.invoke(args=["period", "open", "improvement", "2026-01", "--by", OFFICE])
    assert opened.exit_code == 0, opened.output

    update_id = session.scalars(
        select(ProgressUpdate.id).join(ProgressUpdate.workstream).where(Workstream.code == "A")
    ).one()
    page = visitor.get("/sign-in")
    visitor.submit(page.forms[-1], {"email": LEAD, "password": PASSWORD})
    visitor.post(f"/updates/{update_id}/start")
    row = session.get_one(ProgressUpdate, update_id)
    assert row.status is UpdateStatus.DRAFT
    assert audit.verify(session).broken_at is None


def test_what_the_file_says_is_what_is_there(session: Session, set_up: SetUp) -> None:
    assert set_up(EXAMPLE).exit_code == 0
    first, second = session.scalars(select(Workstream).order_by(Workstream.position))
    assert (first.code, second.code, first.position, second.position) == ("A", "B", 1, 2)
    outcomes = session.scalars(select(Outcome).where(Outcome.workstream_id == first.id)).all()
    assert [(row.position, row.heading) for row in outcomes] == [(1, "Advice"), (2, "Record")]
    assert session.scalars(select(RagStep.label).order_by(RagStep.number)).all() == [
        "Green",
        "Green/Amber",
        "Amber",
        "Amber/Red",
        "Red",
    ]
    later = session.scalars(select(ReportingPeriod).filter_by(slug="2026-03")).one()
    assert later.lead_due_at == datetime(2026, 5, 7, 16, tzinfo=UTC)  # 5pm in London's summer
    accountable = session.scalars(select(RoleGrant).filter_by(accountable=True)).all()
    assert [row.workstream_id for row in accountable] == [first.id, second.id]
    auditor = session.scalars(select(RoleGrant).filter_by(role="auditor")).one()
    assert auditor.programme_id is None
    assert set(session.scalars(select(Person.password_hash))) == {None}
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert actions == ["person.add"] * 9 + ["person.grant"] * 9 + ["programme.set_up"]


@pytest.mark.both_databases
def test_concerns_come_with_who_answers_them(session: Session, set_up: SetUp) -> None:
    assert set_up(EXAMPLE).exit_code == 0
    programme = session.scalars(select(Programme)).one()
    (concern,) = concerns_of(session, programme.id)
    assert (concern.number, concern.source) == (1, "Best Value Notice, expectation 2")
    assert [row.code for row in concern.workstreams] == ["A"]


@pytest.mark.both_databases
def test_measures_come_with_their_first_target(session: Session, set_up: SetUp) -> None:
    assert set_up(EXAMPLE).exit_code == 0
    first, second = session.scalars(
        select(Measure).options(selectinload(Measure.targets)).order_by(Measure.number)
    )
    assert (first.number, first.unit, str(first.target)) == (1, "%", "95")
    assert (second.number, second.direction, str(second.baseline)) == (2, Direction.DOWN, "8.5")
    (target,) = second.targets
    assert (str(target.target), target.target_on) == ("3", second.target_on)
    assert target.person_id is None
    outcome = session.get_one(Outcome, first.outcome_id)
    assert outcome.heading == "Advice"


def test_a_new_measure_comes_into_a_draft_under_way(
    app: Flask, session: Session, set_up: SetUp, sign_in: SignIn
) -> None:
    set_up(EXAMPLE)
    opened = ["period", "open", "improvement", "2026-01", "--by", OFFICE]
    assert app.test_cli_runner().invoke(args=opened).exit_code == 0
    row = session.scalars(
        select(ProgressUpdate).join(ProgressUpdate.workstream).where(Workstream.code == "A")
    ).one()
    lead = session.scalars(select(Person).where(Person.email == LEAD)).one()
    sign_in(lead).post(f"/updates/{row.id}/start")
    more = EXAMPLE.replace(
        "[[workstreams.measures]]",
        '[[workstreams.measures]]\nname = "Third"\ntarget = 1.50\n\n[[workstreams.measures]]',
        1,
    )
    assert "measure of A: Third" in set_up(more).output
    session.expire_all()
    names = [(one.name, str(one.target)) for one in decode(row.draft).measures]
    assert names[-1] == ("Third", "1.50")
    assert len(names) == 3


@pytest.mark.both_databases
def test_the_same_file_again_changes_nothing(session: Session, set_up: SetUp) -> None:
    set_up(EXAMPLE)
    before = counts(session)
    again = set_up(EXAMPLE)
    assert again.output == "Nothing was added: all of it is there already.\n"
    assert counts(session) == before


def test_additions_are_added_and_changes_are_only_told(session: Session, set_up: SetUp) -> None:
    set_up(EXAMPLE)
    before = counts(session)
    more = EXAMPLE.replace('name = "Decision making"', 'name = "Making decisions"').replace(
        "2026-05-29", "2026-05-28"
    )
    more += """
        [[workstreams]]
        code = "C"
        name = "People"

        [[people]]
        email = "Lead.People@wenmoor.example"
        name = "Lead for People"

        [[roles]]
        who = "lead.people@wenmoor.example"
        role = "lead"
        on = "C"
        from = 2026-03-01
    """
    done = set_up(more)
    assert done.output == (
        "Added:\n"
        "  workstream C\n"
        "  person lead.people@wenmoor.example\n"
        "  lead on C: lead.people@wenmoor.example\n"
        "Left as it is here, though the file says something else:\n"
        "  workstream A: name\n"
        "  period 2026-03: clearance_due, publishes, iib_meets\n"
        "Give each new person a password: flask person password EMAIL\n"
    )
    after = counts(session)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "workstreams": 1,
        "people": 1,
        "role_grants": 1,
        "audit_entries": 3,
    }
    assert session.scalars(select(Workstream.name).filter_by(code="A")).one() == "Decision making"


def test_a_role_is_renewed_and_not_doubled(set_up: SetUp) -> None:
    set_up(EXAMPLE)
    earlier = re.sub(r'on = "A"\nfrom = 2026-01-01', 'on = "A"\nfrom = 2026-02-01', EXAMPLE)
    moved = set_up(earlier)
    assert "  sponsor on A: sponsor.decisions@wenmoor.example: from\n" in moved.output
    assert "Nothing was added" in moved.output
    renewed = set_up(
        EXAMPLE
        + """
        [[roles]]
        who = "lead.buying@wenmoor.example"
        role = "lead"
        on = "B"
        from = 2027-01-01
        """
    )
    assert renewed.output == "Added:\n  lead on B: lead.buying@wenmoor.example\n"


OWN_SCALE = """
[phases.scale]
name = "Two steps"
steps = [
    { label = "Well", definition = "It goes well.", mark = "green" },
    { label = "Badly", definition = "It does not.", mark = "red" },
]
"""


def test_a_phase_may_have_a_scale_of_its_own(session: Session, set_up: SetUp) -> None:
    own = EXAMPLE.replace("\n[[workstreams]]", f"{OWN_SCALE}\n[[workstreams]]", 1)
    assert set_up(own).exit_code == 0
    assert session.scalars(select(RagStep.label).order_by(RagStep.number)).all() == [
        "Well",
        "Badly",
    ]
    session.commit()
    other = set_up(EXAMPLE)  # back to five steps: only told, and no unused scale is left behind
    assert "  phase 1: scale\n" in other.output
    assert session.scalars(select(RagScale.version)).all() == [1]
    session.commit()
    second = EXAMPLE + '\n[[phases]]\nnumber = 2\nname = "Later"\nfrom = 2027-01-01\n'
    assert "rating scale Confidence in delivery" in set_up(second).output
    assert session.scalars(select(RagScale.version).order_by(RagScale.id)).all() == [1, 2]


@pytest.mark.parametrize(
    "old, new, sentence",
    [
        ("[organisation]", "[organization]", "organisation: this table is missing."),
        ("[organisation]", "[organization]", "organization: there is no such table."),
        ("[[phases]]", "[phases]", "phases: write it with two brackets, [[phases]]"),
        ("number = 1", "number = 0", "phases[1].number: must be 1 or more."),
        ("number = 1", "number = true", "phases[1].number: must be a whole number."),
        ("number = 1", "", "phases[1]: number is missing."),
        ('code = "B"', 'code = "B-"', "workstreams[2].code: may hold letters and figures only."),
        ('code = "B"', 'code = "BBBBBBBBB"', "workstreams[2].code: must have 8 characters or"),
        ('code = "B"', 'code = "A"', "workstreams[2]: it has the code of workstreams[1] again."),
        ('code = "B"', 'code = "B"\nphase = 2', "workstreams[2]: there is no phase 2"),
        ('name = "Buying and contracts"', 'name = " "', "workstreams[2].name: must not be empty."),
        ("2026-11-27", '"soon"', "workstreams[2].agreed_on: must be a date, such as"),
        ("heading", "heeding", "workstreams[1].outcomes[1]: nothing is called heeding here."),
        ("target = 95", 'target = "many"', "workstreams[1].measures[1].target: must be a number,"),
        ("target = 95", "target = true", "workstreams[1].measures[1].target: must be a number."),
        ("baseline = 8.5", 'baseline = "8.5%"', "workstreams[1].measures[2].baseline: must be a"),
        ("target = 95", "target = nan", "workstreams[1].measures[1].target: must be a number, s"),
        (
            '"down"',
            '"sideways"',
            "workstreams[1].measures[2].direction: sideways is not one",
        ),
        (
            '"down"',
            '"within"',
            "workstreams[1].measures[2].target_to: Enter the upper",
        ),
        (
            "target = 95",
            "target = 95\ntarget_to = 99",
            "workstreams[1].measures[1].target_to: On",
        ),
        ('"Working days until', '"Reports to the Board with legal and financial advice" #', "work"),
        (
            'outcome = "Every report',
            'outcome = "No report',
            "workstreams[1].measures[1]: its o",
        ),
        ('answered_by = ["A"]', 'answered_by = ["Z"]', "concerns[1]: Z is not a workstream of"),
        ('slug = "improvement"', 'slug = "Im prove"', "programme.slug: may hold small letters"),
        ('email = "auditor@', 'email = "auditor ', "people[9].email: must be an email address."),
        ('email = "auditor@', f'email = "{OFFICE}"#', "people[9]: it has the email of people[1]"),
        ('role = "pmo"', 'role = "pno"', "roles[1].role: pno is not one of: contributor, lead"),
        (f'who = "{LEAD}"', 'who = "x@y.example"', "roles[6]: the lead x@y.example is not among"),
        ('on = "organisation"', 'on = "A"', "roles[5]: the role auditor is not held on a work"),
        ('role = "pmo"', 'role = "pmo"\non = "organisation"', "roles[1]: the role pmo is held on"),
        ('role = "pmo"', 'role = "lead"', "roles[1]: the role lead is held on a workstream of"),
        ('role = "sponsor"', 'role = "sponsor"\naccountable = true', "roles[7]: only a lead can"),
        ("until = 2026-12-31            # the last day", "until = 2025-12-31 #", "roles[8]: until"),
        ("accountable = true", "accountable = 1", "roles[6].accountable: must be true or false."),
        ("until = 2026-12-31  ", "until = 2026-03-31 #", "periods[2]: it does not lie within"),
        ("until = 2026-02-28", "until = 2026-03-28", "periods[2]: it overlaps with periods[1]."),
        ("lead_due = 2026-03-06T17:00:00", "lead_due = 2026-03-06", "periods[1].lead_due: must be"),
        ("lead_due = 2026-03-06", "lead_due = 2026-03-16", "periods[1]: lead_due, sponsor_due and"),
        ("iib_meets = 2026-03-31", "iib_meets = 2026-03-01", "periods[1]: iib_meets is before"),
        ("[programme]", "[programme", "The file is not written in TOML: "),
    ],
)
def test_a_mistake_is_named_by_its_place_and_nothing_is_added(
    session: Session, set_up: SetUp, old: str, new: str, sentence: str
) -> None:
    assert old in EXAMPLE
    refused = set_up(EXAMPLE.replace(old, new, 1))
    assert refused.exit_code == 1
    assert f"\n  {sentence}" in refused.output
    assert "Nothing was changed." in refused.output
    assert sum(counts(session).values()) == 0


def test_roles_and_leads_at_the_same_time_are_refused() -> None:
    twice = """
        [[roles]]
        who = "lead.decisions@wenmoor.example"
        role = "lead"
        on = "A"
        from = 2026-06-01

        [[roles]]
        who = "lead.buying@wenmoor.example"
        role = "lead"
        on = "A"
        accountable = true
        from = 2026-06-01
    """
    with pytest.raises(PlanError) as caught:
        read(EXAMPLE + twice)
    assert caught.value.problems == (
        "roles[10]: lead.decisions@wenmoor.example has this role at the same time already.",
        "roles[11]: A has an accountable lead at the same time already.",
    )


def test_all_mistakes_are_told_at_once() -> None:
    text = EXAMPLE.replace('code = "B"', "").replace('role = "pmo"', 'role = "pno"')
    with pytest.raises(PlanError) as caught:
        read(text)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "workstreams[2]",
        "roles[1].role",
    ]


@pytest.mark.parametrize(
    "old, new, sentence",
    [
        ('name = "Wenmoor', 'name = "West Wenmoor', "organisation: it is called Wenmoor and"),
        ('slug = "2026-03"', 'slug = "spring"', "period spring: it overlaps with the period 2026"),
    ],
)
def test_what_contradicts_the_database_is_refused_whole(
    session: Session, set_up: SetUp, old: str, new: str, sentence: str
) -> None:
    set_up(EXAMPLE)
    before = counts(session)
    more = '\n[[people]]\nemail = "new@wenmoor.example"\nname = "New starter"\n'
    refused = set_up(EXAMPLE.replace(old, new, 1) + more)
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert counts(session) == before


def test_a_password_from_the_command_line_ends_every_session(
    app: Flask, session: Session, set_up: SetUp, sign_in: SignIn
) -> None:
    set_up(EXAMPLE)
    lead = session.scalars(select(Person).filter_by(email=LEAD)).one()
    visitor = sign_in(lead)
    visitor.get("/")
    flask = app.test_cli_runner()
    weak = flask.invoke(args=["person", "password", LEAD, "--password", "wenmoor123456"])
    assert weak.exit_code == 1
    assert "easy to guess" in weak.output
    visitor.get("/")
    assert flask.invoke(args=["person", "password", LEAD, "--password", PASSWORD]).exit_code == 0
    visitor.get("/", status=303)
    assert session.scalars(select(SignInSession.ended_at)).one() is not None
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()
    assert (entry.action, entry.actor_id) == ("person.change_password", None)
