"""Cover reports of the small setting, begun and taken further through the real actions."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Pack, Person
from models.covers import CoverEdition, CoverReport
from tests.factories import AT
from tests.packs import stages
from tests.world import World, actor_of
from webapp.domain.exempt import Exemption
from webapp.packs import accepting, contents
from webapp.packs.cover import actions, checks, issuing, officers, queries, suggestion
from webapp.packs.cover.content import CoverContent, Front, Recommendation

MEETS_ON = date(2026, 3, 31)
DUE_ON = date(2026, 3, 20)
NOTE = Recommendation(handle="r1", text="Note the report.")


def front(world: World, **fields: object) -> Front:
    """Return front matter in which nothing is missing."""
    values: dict[str, object] = {
        "committee": "Scrutiny committee",
        "meets_on": MEETS_ON,
        "agenda_item": "6",
        "title": "Improvement programme: progress report",
        "report_of": (world.director.id,),
        "lead_member": "Leader of the Council",
        "voting": "To note",
    }
    return Front(**(values | fields))  # type: ignore[arg-type]


def begin(
    session: Session,
    world: World,
    pack: Pack | None = None,
    *,
    content: CoverContent | None = None,
    headings: tuple[str, ...] = ("Financial", "Legal"),
) -> CoverReport:
    """Begin a report on a pack, drafted from it unless its content is given."""
    office = actor_of(session, world.office)
    row = stages.fetch(session, world.office, pack or world.pack)
    said = content or suggestion.suggest(front(world), contents.pack_data(session, row, at=AT))
    return actions.start(session, row, office, at=AT, content=said, headings=headings)


def fetch(session: Session, who: Person, cover: CoverReport) -> CoverReport:
    """Return a report as a view would read it for a change."""
    return queries.get_cover(session, actor_of(session, who), cover.id, lock=True)


def write(
    session: Session,
    world: World,
    cover: CoverReport,
    position: int,
    text: str,
    *,
    exempt: Exemption | None = None,
    at: datetime = AT,
) -> None:
    """Let the office write an implication."""
    row = queries.find_implication(fetch(session, world.office, cover), position)
    officers.write(
        session,
        row,
        actor_of(session, world.office),
        at=at,
        text=text,
        exempt=exempt,
        seen=officers.written(row),
    )


def sign_all(session: Session, world: World, cover: CoverReport) -> None:
    """Let an officer without any role sign off every implication, written first where it is not."""
    office, officer = actor_of(session, world.office), actor_of(session, world.outsider)
    for position in range(1, len(fetch(session, world.office, cover).implications) + 1):
        row = queries.find_implication(fetch(session, world.office, cover), position)
        officers.ask(session, row, office, at=AT, officer_id=world.outsider.id, due_on=DUE_ON)
        if not row.text:
            write(session, world, cover, position, "None")
        row = queries.find_implication(fetch(session, world.outsider, cover), position)
        officers.sign(session, row, officer, at=AT, seen=row.sha256)


def ready(session: Session, world: World) -> CoverReport:
    """Issue the board's pack, and return a report on it that only has to be issued."""
    pack = stages.issue(session, world).pack
    cover = begin(session, world, pack)
    sign_all(session, world, cover)
    return fetch(session, world.office, cover)


def settle(session: Session, world: World, cover: CoverReport) -> None:
    """Let the office decide to go out with all that the checks ask about a report."""
    row, office = fetch(session, world.office, cover), actor_of(session, world.office)
    for one in checks.judged(session, row, at=AT):
        if one.open:
            accepting.accept(
                session,
                row.pack,
                office,
                at=AT,
                finding=one.finding,
                reason="It is right as it stands.",
                cover=row,
            )


def issue(session: Session, world: World, cover: CoverReport, **more: str) -> CoverEdition:
    """Let the office issue a report."""
    settle(session, world, cover)
    row = fetch(session, world.office, cover)
    return issuing.issue(
        session, row, actor_of(session, world.office), at=AT, seen=issuing.state(row), **more
    )
