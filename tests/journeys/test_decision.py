"""The sponsor's decision: rating and button in sight together, wide and on a phone."""

from models import ProgressUpdate, RoleGrant
from models.enums import Role, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.journeys.conftest import Arrive
from tests.journeys.desk import NARROW, WIDE
from tests.journeys.server import Server
from tests.world import World, actor_of, advance
from webapp.updates import decisions

PLACES = """() => {
  const panel = document.querySelector(".decision");
  const box = (element) => element.getBoundingClientRect();
  const button = [...panel.querySelectorAll("button")].find((one) => one.innerText === "Approve");
  return {
    hidden: panel.scrollHeight - panel.clientHeight,
    rating: box(panel.querySelector(":checked")).top,
    approve: box(button).bottom,
  };
}"""
BAR = """() => {
  const bar = document.querySelector(".decide-bar").getBoundingClientRect();
  return bar.height > 0 && bar.bottom > 0 && bar.top < innerHeight;
}"""


def test_the_rating_and_the_button_are_in_sight_together(
    server: Server, world: World, arrive: Arrive
) -> None:
    """Also for the second of two sponsors, whose panel says most."""
    with server.rows() as session:
        update = session.get_one(ProgressUpdate, world.first_update.id)
        session.add(
            RoleGrant(
                person_id=world.second_sponsor.id,
                role=Role.SPONSOR,
                programme_id=world.programme.id,
                workstream_id=world.first.id,
                starts_on=factories.BEGINNING,
            )
        )
        row = advance(session, update, UpdateStatus.WITH_SPONSOR)
        assert row.revision is not None
        decisions.approve(
            session,
            row,
            actor_of(session, world.second_sponsor),
            at=AT,
            seen=row.revision.sha256,
            step=row.revision.proposed_step,
            reason="",
            comment="",
        )
    sponsor = arrive(world.sponsor)
    sponsor.go(f"/updates/{world.first_update.id}/review")
    sponsor.page.reload()  # as it opens, not as it looks just after it was narrow
    found = sponsor.page.evaluate(PLACES)
    assert found["hidden"] <= 0
    assert 0 < found["rating"] < found["approve"] <= WIDE[1]

    sponsor.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert sponsor.page.evaluate(BAR)
    sponsor.page.get_by_role("button", name="Decide").click()
    assert not sponsor.page.evaluate(BAR)
    assert sponsor.page.evaluate(PLACES)["hidden"] <= 0
