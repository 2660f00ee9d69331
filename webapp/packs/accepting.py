"""Decisions on what the checks of a pack or a cover report ask about: who accepted what, and why.

Every action takes a pack that is locked, flushes and never commits.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import FindingAccepted, Pack
from models.covers import CoverReport
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete
from webapp.packs.checking import Finding, Severity

Key = tuple[str, str, str]
"""Code, place and subject of a finding."""


def accepted(
    session: Session, pack: Pack, cover: CoverReport | None = None
) -> Mapping[Key, FindingAccepted]:
    """Return the decisions that hold for a pack, or for a cover report, with who took them."""
    rows = session.scalars(
        select(FindingAccepted)
        .where(
            FindingAccepted.pack_id == pack.id,
            FindingAccepted.cover_id == (cover.id if cover else None),
        )
        .options(joinedload(FindingAccepted.by, innerjoin=True))
        .order_by(FindingAccepted.id)
    )
    return {row.key: row for row in rows}


def outstanding(
    findings: Iterable[Finding], decisions: Mapping[Key, FindingAccepted]
) -> tuple[Finding, ...]:
    """Return the findings that keep a paper from being issued: they block or nobody decided."""
    return tuple(
        finding
        for finding in findings
        if finding.severity is Severity.BLOCK or finding.key not in decisions
    )


def accept(
    session: Session,
    pack: Pack,
    actor: Actor,
    *,
    at: datetime,
    finding: Finding,
    reason: str,
    cover: CoverReport | None = None,
) -> FindingAccepted:
    """Accept a finding of a pack, or of a cover report on it, with the reason; records it.

    Accepted already for the same reason, that decision is returned. Raises NotAllowed, or
    Incomplete without a reason and for what can only be mended.
    """
    policy.require(policy.runs_the_office(actor, pack))
    if finding.severity is Severity.BLOCK:
        raise Incomplete(f"{finding.fact}. This cannot be accepted.", f"{finding.request}.")
    reason = reason.strip()
    if not reason:
        raise Incomplete("Say why it is accepted")
    held = accepted(session, pack, cover).get(finding.key)
    if held is not None and held.reason == reason:
        return held
    row = FindingAccepted(
        pack_id=pack.id,
        cover_id=cover.id if cover else None,
        code=finding.code,
        place=finding.where,
        about=finding.about,
        fact=finding.fact,
        reason=reason,
        at=at,
        by_id=actor.person_id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "cover.accept" if cover else "pack.accept",
        f"cover:{cover.id}" if cover else f"pack:{pack.id}",
        at=at,
        detail={"finding": finding.code, "place": finding.where, "about": finding.about},
    )
    return row
