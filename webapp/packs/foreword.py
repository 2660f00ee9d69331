"""What is said in a pack before its reports: the overview, the overall rating, what is asked.

Actions take a pack from `queries.get_pack(…, lock=True)`, flush and never commit; a refusal leaves
nothing behind.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models import Pack, Person
from models.enums import Action, Audience, PackStatus, Role
from webapp import audit, moves
from webapp.domain import content, policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.domain.exempt import Exemption
from webapp.exempting import columns, exemption_of
from webapp.packs import people

OPEN_FOR_WORDS = (PackStatus.DRAFT, PackStatus.UNDER_REVIEW)


def is_open_for_words(pack: Pack) -> bool:
    """Return whether the overview may still change; the board's pack takes over the group's."""
    return pack.audience is Audience.IMPROVEMENT_GROUP and pack.status in OPEN_FOR_WORDS


def save_overview(
    session: Session,
    pack: Pack,
    actor: Actor,
    text: str,
    *,
    at: datetime,
    seen: str,
    exempt: Exemption | None = None,
) -> None:
    """Write the overview, in the name of the programme director where there is one.

    `exempt` marks it as text that may not be published.

    `seen` is the fingerprint of the overview the writer started from: a pack whose other parts
    have moved on meanwhile is no conflict. The same text again changes nothing. Raises Stale when
    somebody changed the overview since, IllegalMove once the group has agreed the pack.
    """
    policy.require(policy.why_not_pack(actor, Action.SAVE, pack))
    if not is_open_for_words(pack):
        raise IllegalMove(
            "The Improvement Group has agreed this pack, so its overview can no longer change.",
            "Keep what you wrote for the next period.",
        )
    if (text, exempt) == (pack.overview, exemption_of(pack)):
        return
    if content.fingerprint(pack.overview) != seen:
        raise Stale(
            "Somebody else changed the overview while you were writing. Yours was not saved.",
            "Compare both texts, put together what should stay, and save again.",
        )
    author: int | None = None
    if text:
        author = actor.person_id
        if not actor.holds((Role.DIRECTOR,), programme_id=pack.programme_id):
            author = people.director_id(session, pack.programme_id, at) or author
    values = {"overview": text, "overview_by_id": author, **columns(exempt)}
    moves.change_pack(session, pack, values)
    set_committed_value(pack, "overview_by", session.get(Person, author) if author else None)
    audit.record(
        session,
        actor.person_id,
        f"pack.{Action.SAVE}",
        f"pack:{pack.id}",
        at=at,
        detail={
            "overview": content.fingerprint(text),
            "by": author,
            "exempt": exempt.paragraph if exempt else None,
        },
    )


def sum_up(
    session: Session,
    pack: Pack,
    actor: Actor,
    *,
    at: datetime,
    step: int | None,
    reason: str,
    asks: str,
    seen: str,
) -> None:
    """Give the programme its overall rating, and say what the readers are asked to decide.

    A person judges; nothing is worked out from the parts. `step` None takes the rating away;
    `asks` is Markdown; `seen` is the fingerprint of both as they were on the page. The same again
    changes nothing. Raises NotAllowed, IllegalMove once the pack is agreed, Stale, or Incomplete
    for a rating without a reason or off the scale.
    """
    policy.require(policy.why_not_pack(actor, Action.RATE, pack))
    if not is_open_for_words(pack):
        raise IllegalMove(
            "The Improvement Group has agreed this pack, so its summary can no longer change.",
            "Keep what you wrote for the next period.",
        )
    if step is None:
        reason = ""
    values = {"overall_step": step, "overall_reason": reason, "asks": asks}
    if values == {name: getattr(pack, name) for name in values}:
        return
    if summary_fingerprint(pack) != seen:
        raise Stale(
            "Somebody else changed the summary while you were writing. Yours was not saved.",
            "Compare both, put together what should stay, and save again.",
        )
    if step is not None and step not in {row.number for row in pack.period.phase.scale.steps}:
        raise Incomplete("Choose a rating.", "It must be one of those shown.")
    if step is not None and not reason.strip():
        raise Incomplete("Give the reason for the overall rating.", "It is printed beside it.")
    moves.change_pack(session, pack, values)
    audit.record(
        session,
        actor.person_id,
        f"pack.{Action.RATE}",
        f"pack:{pack.id}",
        at=at,
        detail={"to": step, "asks": content.fingerprint(asks)},
    )


def summary_fingerprint(pack: Pack) -> str:
    """Return the fingerprint of what the summary says that people wrote."""
    return content.fingerprint(f"{pack.overall_step}\n{pack.overall_reason}\n{pack.asks}")


WORDS = (
    "overview",
    "overview_by_id",
    "asks",
    "overall_step",
    "overall_reason",
    "exempt_paragraph",
    "exempt_reason",
)
"""What is said in a pack beside its reports."""


def words_of(pack: Pack) -> dict[str, Any]:
    """Return what is said in a pack beside its reports, for a pack that takes it over."""
    return {name: getattr(pack, name) for name in WORDS}
