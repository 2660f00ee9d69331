"""Pages before a cover report goes out: what the checks found, the decisions on that, the issue."""

from collections.abc import Iterator

from flask import Response, flash, render_template, url_for

from models.covers import CoverReport
from webapp import htmx
from webapp.access import actor, proven
from webapp.clock import LONDON, now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Stale
from webapp.domain.packchecks.acronyms import NOT_EXPLAINED
from webapp.domain.packchecks.finding import Finding
from webapp.extensions import db
from webapp.packs import accepting, found
from webapp.packs.cover import checks, issuing, queries
from webapp.packs.cover.content import decode
from webapp.packs.cover.forms import IssueForm
from webapp.packs.cover.frame import bp, frame
from webapp.packs.cover.pieces import Kind
from webapp.packs.cover.references import holds_exempt
from webapp.packs.forms import AcceptForm
from webapp.packs.found import Way

ON_ITS_PAGE = {"appendices": "appendices", "papers": "papers", "signed": "implications"}
"""Places of a report that are looked at on its page as a whole, with their anchors."""


@bp.route("/cover-reports/<int:cover_id>/issue", methods=["GET", "POST"])
@proven
def issue(cover_id: int) -> Response:
    """Show what will go out; once confirmed, issue it. Issued already, it leads to the edition."""
    who, at = actor(), now()
    form = IssueForm()
    cover = queries.get_cover(db.session, who, cover_id, lock=form.is_submitted())
    policy.require(policy.runs_the_office(who, cover))
    presented = queries.latest_edition(cover.pack)
    if issuing.is_as_issued(cover):
        return htmx.go(url_for(".read", edition_id=cover.editions[-1].id, version="whole"))
    content, implications = decode(cover.content), queries.printed_implications(cover)
    problems = checks.problems(content, implications, pack_ready=presented is not None)
    status = 422 if form.is_submitted() else 200
    if problems:
        form = IssueForm(formdata=None)
    elif form.is_submitted() and cover.editions and not form.correction.data:
        form.validate()
        form.correction.errors = ["Say what this edition corrects"]
    elif form.validate_on_submit():
        edition = issuing.issue(
            db.session,
            cover,
            who,
            at=at,
            seen=form.seen.data or "",
            correction=form.correction.data,
        )
        db.session.commit()
        flash("The report is issued. Its text and files can no longer change.", "success")
        return htmx.go(url_for(".read", edition_id=edition.id, version="whole"))
    form.seen.data = issuing.state(cover)
    body = render_template(
        "packs/cover/issue.html",
        **_findings(who, cover),
        form=form,
        edition=presented,
        problems=problems,
        exempt=holds_exempt(content, implications),
        late=content.front.meets_on < at.astimezone(LONDON).date(),
        signed=implications,
        formats=issuing.FORMATS,
    )
    return Response(body, status=status, mimetype="text/html")


@bp.get("/cover-reports/<int:cover_id>/findings")
def findings(cover_id: int) -> Response:
    """Show what the checks found in a report as it stands, and what was decided."""
    who = actor()
    return _page(who, queries.get_cover(db.session, who, cover_id))


def _page(
    who: Actor, cover: CoverReport, status: int = 200, typed: AcceptForm | None = None
) -> Response:
    """Answer with the findings; a form with mistakes keeps what was typed."""
    body = render_template(
        "packs/cover/findings.html",
        **_findings(who, cover, typed),
        form=typed or AcceptForm(formdata=None),
    )
    return Response(body, status=status, mimetype="text/html")


def _findings(who: Actor, cover: CoverReport, typed: AcceptForm | None = None) -> dict[str, object]:
    """Return what the pages share: the report, what was found in it and who may decide."""
    judged = checks.judged(db.session, cover, at=now())
    return {
        **frame(who, cover),
        "found": found.shown(judged, lambda finding: _ways(cover, finding), typed),
        "left": sum(one.open for one in judged),
    }


def _ways(cover: CoverReport, finding: Finding) -> Iterator[Way]:
    """Yield the ways to where a finding is mended."""
    where = finding.where
    kind, _, handle = where.partition("-")
    if where in ("front", "objectives"):
        address = url_for(f".{where}", cover_id=cover.id)
    elif kind == "implication":
        address = url_for(".implication", cover_id=cover.id, position=handle.removeprefix("i"))
    elif kind in list(Kind):
        address = url_for(".piece", cover_id=cover.id, kind=kind, handle=handle)
    else:
        address = url_for(".show", cover_id=cover.id, _anchor=ON_ITS_PAGE.get(where))
    yield Way(words="Change it", address=address)
    if finding.code == NOT_EXPLAINED:
        slug = cover.pack.period.phase.programme.slug
        address = url_for("programmes.acronym_list", slug=slug)
        yield Way(words="See the list of acronyms", address=address)


@bp.post("/cover-reports/<int:cover_id>/findings/<handle>")
def accept(cover_id: int, handle: str) -> Response:
    """Record why a report goes out with what a check found; a second click changes nothing."""
    who, at = actor(), now()
    cover = queries.get_cover(db.session, who, cover_id, lock=True)
    policy.require(policy.runs_the_office(who, cover))
    judged = checks.judged(db.session, cover, at=at)
    one = next((row for row in judged if row.handle == handle), None)
    if one is None:
        raise Stale(
            "What the checks find has changed since you opened the page, so nothing was recorded.",
            "Look at what they find now, then decide.",
        )
    form = found.accept_form(one)
    if not form.validate_on_submit():
        db.session.rollback()
        return _page(who, queries.get_cover(db.session, who, cover_id), 422, form)
    accepting.accept(
        db.session,
        cover.pack,
        who,
        at=at,
        finding=one.finding,
        reason=form.reason.data or "",
        cover=cover,
    )
    db.session.commit()
    flash("The decision is recorded.", "success")
    return htmx.go(url_for(".findings", cover_id=cover_id, _anchor=f"finding-{handle}"))
