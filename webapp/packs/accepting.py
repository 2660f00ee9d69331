"""Decisions on what the checks of a pack or a cover report ask about: who accepted what, and why.

Every action takes a pack that is locked, flushes and never commits.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import EditionFinding, FindingAccepted, Pack
from models.covers import CoverEdition, CoverReport
from models.packs import Edition
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.content import fingerprint
from webapp.domain.errors import Incomplete
from webapp.domain.wording import counted
from webapp.packs import checking
from webapp.packs.checking import Finding, Severity
from webapp.packs.material import PackData

Key = tuple[str, str, str, str]
"""Code, place, subject and fact of a finding: a decision covers no more than was read."""
HANDLE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a check found, with the decision that stands on it."""

    finding: Finding
    decision: FindingAccepted | None

    @property
    def blocks(self) -> bool:
        """Whether it can only be mended."""
        return self.finding.severity is Severity.BLOCK

    @property
    def open(self) -> bool:
        """Whether it keeps the paper from being issued."""
        return self.blocks or self.decision is None

    @property
    def handle(self) -> str:
        """What addresses call it; another once what was found is another."""
        return hashlib.sha256("\n".join(_key(self.finding)).encode()).hexdigest()[:HANDLE]


def _key(finding: Finding) -> Key:
    return (*finding.key, finding.fact)


def accepted(
    session: Session, pack: Pack, cover: CoverReport | None = None
) -> Mapping[Key, FindingAccepted]:
    """Return the decisions that hold for a pack, or for a cover report, with who took them.

    The packs of a period are made of one text, so what was decided on one holds for all of them.
    """
    rows = session.scalars(
        select(FindingAccepted)
        .join(Pack, Pack.id == FindingAccepted.pack_id)
        .where(
            Pack.period_id == pack.period_id,
            FindingAccepted.cover_id == (cover.id if cover else None),
        )
        .options(joinedload(FindingAccepted.by, innerjoin=True))
        .order_by(FindingAccepted.id)
    )
    return {row.key: row for row in rows}


def judge(
    session: Session, findings: Iterable[Finding], pack: Pack, cover: CoverReport | None = None
) -> tuple[Judged, ...]:
    """Return findings on a pack, or on a cover report, each with the decision that stands."""
    decisions = accepted(session, pack, cover)
    return tuple(
        Judged(finding=finding, decision=decisions.get(_key(finding))) for finding in findings
    )


def judge_pack(session: Session, pack: Pack, data: PackData) -> tuple[Judged, ...]:
    """Return what the checks find in a pack, whose material this is, with the decisions on it."""
    return judge(session, checking.find(data, in_part=pack.workstream_id is not None), pack)


def require_settled(judged: Iterable[Judged]) -> None:
    """Raise Incomplete while something has to be mended or nobody decided on it."""
    left = [one for one in judged if one.open]
    if not left:
        return
    if stop := next((one.finding for one in left if one.blocks), None):
        raise Incomplete(f"{stop.fact}. It cannot go out with that.", f"{stop.request}.")
    asked = counted(len(left), "thing the checks found", "things the checks found")
    raise Incomplete(
        f"Nobody has decided on {asked}.", "Mend each, or say why it goes out with it."
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
    held = accepted(session, pack, cover).get(_key(finding))
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
        detail={
            "decision": row.id,
            "finding": finding.code,
            "place": finding.where,
            "about": finding.about,
            "fact": fingerprint(finding.fact),
            "reason": fingerprint(reason),
        },
    )
    return row


def keep(session: Session, edition: Edition | CoverEdition, judged: Iterable[Judged]) -> None:
    """Keep for ever what an edition went out with; flushes."""
    of = "edition_id" if isinstance(edition, Edition) else "cover_edition_id"
    session.add_all(
        EditionFinding(accepted_id=one.decision.id, **{of: edition.id})
        for one in judged
        if one.decision
    )
    session.flush()


def kept(session: Session, edition: Edition | CoverEdition) -> Sequence[FindingAccepted]:
    """Return what was accepted before an edition was issued, with who decided."""
    of = (
        EditionFinding.edition_id
        if isinstance(edition, Edition)
        else EditionFinding.cover_edition_id
    )
    return session.scalars(
        select(FindingAccepted)
        .join(EditionFinding, EditionFinding.accepted_id == FindingAccepted.id)
        .where(of == edition.id)
        .options(joinedload(FindingAccepted.by, innerjoin=True))
        .order_by(EditionFinding.id)
    ).all()
