"""Issuing a cover report: text and files frozen for ever, a later edition replaces an earlier."""

import hashlib
from datetime import datetime
from importlib import import_module

from sqlalchemy.orm import Session

from models.covers import CoverEdition, CoverFile, CoverReport
from models.enums import PackFormat
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, Stale
from webapp.packs import accepting
from webapp.packs.cover import checks, document, queries
from webapp.packs.cover.actions import record
from webapp.packs.cover.builder import build
from webapp.packs.cover.content import decode, fingerprint
from webapp.packs.cover.document import CoverDocument
from webapp.packs.cover.references import holds_exempt

FORMATS = (PackFormat.HTML, PackFormat.PDF, PackFormat.DOCX)


def render(page: CoverDocument, kind: PackFormat, template: bytes | None = None) -> bytes:
    """Return a report in one format; `template` is the organisation's own, for Word."""
    # Loaded when first asked for: Typst and python-docx would slow every start.
    if kind is PackFormat.DOCX and template is not None:
        filled: bytes = import_module("webapp.packs.cover.template").fill(template, page)
        return filled
    rendered: bytes = import_module(f"webapp.packs.cover.{kind}").render(page)
    return rendered


def state(cover: CoverReport) -> str:
    """Return the fingerprint of all that would be issued, to compare with what was looked at."""
    edition = queries.latest_edition(cover.pack)
    return fingerprint(
        (cover.content, queries.printed_implications(cover), edition.sha256 if edition else "")
    )


def issue(
    session: Session,
    cover: CoverReport,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    correction: str = "",
) -> CoverEdition:
    """Freeze the report as its next edition with all files, its public version beside it.

    `seen` is the `state` on the page; `correction` says why a further edition is made. What was
    issued already is returned; what the checks found goes out only with a decision, which stays
    with the edition. Raises NotAllowed, Stale, or Incomplete while something is missing or a
    finding stands.
    """
    policy.require(policy.runs_the_office(actor, cover))
    content, implications = decode(cover.content), queries.printed_implications(cover)
    pack_edition = queries.latest_edition(cover.pack)
    if is_as_issued(cover):
        return cover.editions[-1]
    found = checks.problems(content, implications, pack_ready=pack_edition is not None)
    if found or pack_edition is None:
        raise Incomplete(
            " ".join(problem.sentence for problem in found), "Go back to the report and mend it."
        )
    if seen != state(cover):
        raise Stale(
            "The report was changed after you opened the page, so it was not issued.",
            "Read it as it stands now, then issue it.",
        )
    if cover.editions and not correction.strip():
        raise Incomplete("Say what this edition corrects")
    judged = checks.judged(session, cover, at=at)
    accepting.require_settled(judged)
    number = len(cover.editions) + 1
    material = queries.material(session, cover, at=at, number=number)
    template = queries.word_template(session, cover.programme_id)
    frozen = build(material)
    public = build(material, public=True) if holds_exempt(content, implications) else None
    edition = CoverEdition(
        number=number,
        edition_id=pack_edition.id,
        document=document.encode(frozen),
        sha256=frozen.fingerprint,
        state=seen,
        public_document=document.encode(public) if public else "",
        correction=correction if number > 1 else "",
        issued_at=at,
        issued_by_id=actor.person_id,
        files=[
            _file(page, kind, template.content if template else None)
            for page in (frozen, public)
            if page
            for kind in FORMATS
        ],
    )
    cover.editions.append(edition)
    session.flush()
    accepting.keep(session, edition, judged)
    record(session, cover, actor, "issue", at=at, edition=number, sha256=frozen.fingerprint)
    return edition


def _file(page: CoverDocument, kind: PackFormat, template: bytes | None) -> CoverFile:
    rendered = render(page, kind, template)
    return CoverFile(
        public=page.public,
        format=kind,
        content=rendered,
        size=len(rendered),
        sha256=hashlib.sha256(rendered).hexdigest(),
    )


def is_as_issued(cover: CoverReport) -> bool:
    """Return whether neither report nor pack changed since the last edition: none is needed."""
    return bool(cover.editions) and cover.editions[-1].state == state(cover)
