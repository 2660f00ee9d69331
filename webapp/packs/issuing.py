"""Pages before a pack goes out: what the checks found in it, the decisions on that, the issue."""

from collections.abc import Iterator

from flask import Response, flash, render_template, request, url_for

from models import Pack
from models.enums import Action, Audience, PackFormat, PackPart, PackStatus
from webapp import htmx
from webapp.access import actor, proven
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.errors import IllegalMove, Stale
from webapp.domain.packchecks.acronyms import NOT_EXPLAINED
from webapp.extensions import db
from webapp.packs import accepting, actions, contents, foreword, found, people, queries
from webapp.packs.checking import Finding
from webapp.packs.contents import Contents
from webapp.packs.forms import AcceptForm, IssueForm
from webapp.packs.found import Way
from webapp.packs.frame import bp

WORDS = ("overview", "summary")
"""Places of the document whose words are written on the page of the group's pack."""


@bp.route("/packs/<int:pack_id>/issue", methods=["GET", "POST"])
@proven
def issue(pack_id: int) -> Response:
    """Show what will go out and to whom; once confirmed, issue it and show the edition.

    A second click changes nothing and shows the same edition.
    """
    who, at = actor(), now()
    pack = queries.get_pack(db.session, who, pack_id, lock=request.method == "POST")
    policy.require(policy.why_not_pack(who, Action.ISSUE, pack))
    if pack.status is PackStatus.ISSUED:
        return htmx.go(url_for(".read", edition_id=pack.editions[-1].id))
    if queries.next_action(pack) is not Action.ISSUE:
        return htmx.go(url_for(".review", pack_id=pack_id))
    form = IssueForm()
    if form.validate_on_submit():
        edition = actions.issue(db.session, pack, who, at=at)
        db.session.commit()
        flash("The pack is issued. Its text and files can no longer change.", "success")
        return htmx.go(url_for(".read", edition_id=edition.id))
    told = people.recipients(db.session, pack, at)
    gathered = contents.gather(db.session, pack, at=at)
    body = render_template(
        "packs/issue.html",
        **_findings(who, pack, gathered),
        contents=gathered,
        free_from=actions.free_from(pack),
        now_free=at >= actions.free_from(pack),
        board=[person for person in told if person.on_the_board],
        others=[person for person in told if not person.on_the_board],
        formats=PackFormat,
        form=form,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


@bp.get("/packs/<int:pack_id>/findings")
def findings(pack_id: int) -> Response:
    """Show what the checks found in a pack as it stands, and what was decided; a part counts it."""
    who = actor()
    return _page(who, queries.get_pack(db.session, who, pack_id))


def _page(who: Actor, pack: Pack, status: int = 200, typed: AcceptForm | None = None) -> Response:
    """Answer with the findings; a form with mistakes keeps what was typed."""
    gathered = contents.gather(db.session, pack, at=now())
    return htmx.page_or_part(
        "packs/findings.html",
        "packs/_found.html",
        status,
        **_findings(who, pack, gathered, typed),
        form=typed or AcceptForm(formdata=None),
    )


def _findings(
    who: Actor, pack: Pack, gathered: Contents, typed: AcceptForm | None = None
) -> dict[str, object]:
    """Return what the pages share: the pack, what was found in it and who may decide."""
    judged = accepting.judge_pack(db.session, pack, gathered.data)
    ways = _Ways(pack, gathered)
    return {
        "pack": pack,
        "period": pack.period,
        "programme": pack.period.phase.programme,
        "audience": pack.name or AUDIENCE_NAMES[pack.audience],
        "found": found.shown(judged, ways.of, typed),
        "left": sum(one.open for one in judged),
        "may_decide": policy.runs_the_office(who, pack) is None
        and queries.next_action(pack) is not None,
        "may_issue": queries.next_action(pack) is Action.ISSUE
        and policy.why_not_pack(who, Action.ISSUE, pack) is None,
    }


class _Ways:
    """Where what stands in a pack is read and mended, as things are with the packs of its period.

    Words that are agreed change only after the pack was stopped, and issued ones by a correction.
    """

    def __init__(self, pack: Pack, gathered: Contents) -> None:
        self.pack = pack
        self.group, self.board = queries.both(db.session, pack)
        self.programme = pack.period.phase.programme
        self.prints_acronyms = PackPart.ACRONYMS in gathered.data.made_by.parts
        self.updates = {line.address: line.update for line in gathered.lines if line.update}

    def of(self, finding: Finding) -> Iterator[Way]:
        """Yield the ways from a finding to its place in the document; none to its front."""
        where = finding.where
        if finding.code == NOT_EXPLAINED and self.prints_acronyms:
            address = url_for("programmes.acronym_list", slug=self.programme.slug)
            yield Way(words="See the list of acronyms", address=address)
        here = url_for(".review", pack_id=self.pack.id, _anchor=where)
        if where in ("front", ""):
            return
        if not foreword.is_open_for_words(self.pack):
            yield Way(words="Read it in the pack", address=here)
            yield from self._once_agreed()
        elif update := self.updates.get(where):
            yield Way(words="Read it in the pack", address=here)
            yield Way(
                words="Ask the group to send it back to its lead",
                address=url_for(".decide", pack_id=self.pack.id, update_id=update.id),
            )
        elif where in WORDS:
            yield Way(words=f"Change the {where}", address=here)

    def _once_agreed(self) -> Iterator[Way]:
        """Yield the way to change what the group has agreed, or what the board was issued."""
        if self.board is None:
            return
        if self.board.status is PackStatus.ISSUED:
            edition = self.board.editions[-1]
            address = url_for(".correct", edition_id=edition.id)
            yield Way(words="Correct what the board was issued", address=address)
        elif self.board.status is PackStatus.AGREED:
            address = url_for(".review", pack_id=self.group.id, _anchor="stop")
            yield Way(words="Stop the pack, so that it can be changed", address=address)


@bp.post("/packs/<int:pack_id>/findings/<handle>")
def accept(pack_id: int, handle: str) -> Response:
    """Record why the pack goes out with what a check found; a second click changes nothing."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    policy.require(policy.runs_the_office(who, pack))
    if queries.next_action(pack) is None:
        raise IllegalMove(
            "The pack has gone on since you opened the page, so nothing was recorded.",
            "Look at it as it stands now.",
        )
    data = contents.pack_data(db.session, pack, at=now())
    judged = accepting.judge_pack(db.session, pack, data)
    one = next((row for row in judged if row.handle == handle), None)
    if one is None:
        raise Stale(
            "What the checks find has changed since you opened the page, so nothing was recorded.",
            "Look at what they find now, then decide.",
        )
    form = found.accept_form(one)
    if not form.validate_on_submit():
        db.session.rollback()
        return _page(who, queries.get_pack(db.session, who, pack_id), 422, form)
    accepting.accept(
        db.session, pack, who, at=now(), finding=one.finding, reason=form.reason.data or ""
    )
    db.session.commit()
    flash("The decision is recorded.", "success")
    going_out = pack.audience is not Audience.IMPROVEMENT_GROUP
    page = ".issue" if going_out else ".findings"
    return htmx.go(url_for(page, pack_id=pack_id, _anchor=f"finding-{handle}"))
