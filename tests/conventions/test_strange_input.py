"""Whatever is sent to any address gets a page that says what is wrong, never a failure of ours."""

from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session

from models.enums import Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.visitor import Visitor
from tests.world import World, advance

ANSWERED = (200, 303, 304, 308, 400, 403, 404, 405, 409, 422, 429)
STRANGE = {
    "nothing": "",
    "a zero byte": "a\0b",
    "half a character": "\udcff",
    "turned round": "\u202egnp.exe",
    "a formula": "=1+1",
    "markup": "<script>alert(1)</script>",
    "a quote": "' OR 1=1 --",
    "a path": "../../etc/passwd",
    "a long number": "9" * 5000,
    "a raised digit": "²",
    "a template": "{{ config }}{% raw %}",
    "a line end": "a\r\nSet-Cookie: b=c",
}
FIELDS = (
    "seen", "window", "do", "step", "reason", "comment", "sections", "key_activities", "concerns",
    "rationale", "forecast_on-day", "forecast_on-month", "forecast_on-year", "rows-0-number",
    "rows-0-title", "rows-0-description", "rows-0-outcome", "rows-0-owner", "rows-²-title",
    "rows--title", "rows-0-", "text", "version", "confirm", "email", "password", "next",
    "do", "periods", "person", "starts_on", "opens_on", "iib_meets_on", "group_meets_time",
    "p0-starts_on", "p0-iib_meets_on", "p0-planned_for", "p²-starts_on", "lead_days", "due_hour",
    "starts_on-day", "starts_on-month", "starts_on-year", "ends_on-day", "happened_on-day",
    "happened_on-month",
)  # fmt: skip
"""Every name a form of ours has, and some that none has."""


PLANNING = ("plan", "schedule", "planning-rules")


def addresses(world: World, strange: str) -> list[str]:
    """Return addresses with a strange word in each place that takes one."""
    word = quote(strange.encode("utf-8", "surrogateescape"), safe="")
    update = f"/updates/{world.first_update.id}"
    return [
        f"/programmes/{word}",
        f"/programmes/{word}/ratings/{world.first_update.id}",
        f"/programmes/{world.programme.slug}?rating={word}&state={word}&sort={word}",
        f"/programmes/{word}/calendar",
        f"/programmes/{world.programme.slug}/plan?months={word}&first_on-day={word}&how={word}",
        f"/programmes/{world.programme.slug}/plan?months=2&how=typed&meetings={word}",
        f"/programmes/{world.programme.slug}/periods/{word}",
        f"/calendar/{word}.ics",
        f"{update}/sections/{word}",
        f"{update}/revisions/{word}",
        f"/updates/{word}",
        f"/packs?page={word}",
        f"/packs/{world.pack.id}/preview/{word}",
        f"/packs/{word}",
        f"/editions/{word}",
        f"/editions/1/{word}",
        f"/sign-in?next={word}",
        f"/static/{word}",
        f"/{word}",
    ]


def forms(world: World) -> list[str]:
    """Return every address that takes a form."""
    draft, sent = f"/updates/{world.first_update.id}", f"/updates/{world.second_update.id}"
    pack = f"/packs/{world.pack.id}"
    sections = ("activities", "concerns", "milestones", "planned", "risks", "rating")
    return [
        *(f"{draft}/sections/{section}" for section in sections),
        *(f"{draft}/{verb}" for verb in ("start", "submit", "approve", "send-back")),
        *(f"{sent}/{verb}" for verb in ("approve", "send-back", "recall")),
        *(f"{sent}/addenda{place}" for place in ("", "/1/approve", "/1/send-back")),
        *(f"{pack}/{verb}" for verb in ("overview", "open-review", "agree", "issue")),
        f"{pack}/include/{world.first_update.id}",
        *(f"/programmes/{world.programme.slug}/{page}" for page in PLANNING),
        f"/programmes/{world.programme.slug}/periods/{world.period.id}",
        f"/programmes/{world.programme.slug}/periods/{world.period.id}/discard",
        "/account/absences",
        "/account/calendar",
        "/account/password",
        "/sign-in",
    ]


@pytest.fixture
def everybody(session: Session, world: World, sign_in: SignIn) -> Visitor:
    """Let one person hold every role: one update is theirs to write, the other to decide on."""
    advance(session, world.first_update, UpdateStatus.DRAFT)
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    for workstream in (world.first, world.second):
        for role in (Role.LEAD, Role.SPONSOR):
            factories.grant(session, world.outsider, role, workstream=workstream)
    for role in (Role.PMO, Role.GROUP_CHAIR, Role.DIRECTOR):
        factories.grant(session, world.outsider, role, on=world.programme)
    return sign_in(world.outsider)


@pytest.mark.both_databases
@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_any_address(strange: str, world: World, everybody: Visitor) -> None:
    for address in addresses(world, strange):
        everybody.get(address, status=ANSWERED)


@pytest.mark.both_databases
@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_any_form(strange: str, world: World, everybody: Visitor) -> None:
    fields = dict.fromkeys(FIELDS, strange.encode("utf-8", "surrogateescape"))
    for address in forms(world):
        everybody.post(address, fields, status=ANSWERED)
        everybody.post_part(address, fields, status=ANSWERED)


@pytest.mark.both_databases
def test_strange_text_in_a_form_that_is_right_is_kept_or_named(
    world: World, everybody: Visitor
) -> None:
    """Characters that a database or a document cannot hold never stop a decision."""
    address = f"/updates/{world.second_update.id}"
    seen = everybody.get(f"{address}/review").value("seen")
    strange = "".join(STRANGE[name] for name in ("a zero byte", "turned round", "markup"))
    everybody.post(f"{address}/send-back", {"seen": seen, "reason": strange, "sections": "whole"})
    page = everybody.get(f"{address}/history")
    assert "<script>alert(1)</script>" in page.main
    assert not page.all("//main//script")
