"""Pages of the group's meeting: a workstream on each screen, the agenda beside it, and on paper."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, flash, render_template, request, url_for

from models import Minute, Pack
from models.enums import Action, Audience, PackStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import LONDON, now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.blocks import Rating
from webapp.domain.errors import NotFound
from webapp.extensions import db
from webapp.packs import actions, contents, deciding, foreword, queries
from webapp.packs.contents import Contents
from webapp.packs.forms import summary_form
from webapp.packs.frame import bp
from webapp.packs.meeting import agenda, discussed, minutes, queried
from webapp.packs.meeting.agenda import Stop
from webapp.packs.meeting.forms import MinuteForm
from webapp.packs.meeting.printed import numbered
from webapp.packs.meeting.queried import Queried
from webapp.packs.ratings import Ratings
from webapp.packs.wording import slug

bp.add_app_template_filter(minutes.owner_of, "owner")
bp.add_app_template_global(numbered, "numbered")


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What every screen of a meeting shows or needs."""

    pack: Pack
    at: datetime
    contents: Contents
    stops: tuple[Stop, ...]
    queries: tuple[Queried, ...]
    minutes: tuple[Minute, ...]

    @property
    def ratings(self) -> Ratings:
        """The steps of the scale as they are printed."""
        steps = self.contents.data.scale.steps
        return {step.number: Rating(step.label, step.mark) for step in steps}

    @property
    def open_queries(self) -> list[Queried]:
        """The queries that keep the pack from being agreed."""
        return [row for row in self.queries if row.is_open]


def _meeting(who: Actor, pack_id: int) -> Meeting:
    """Read what the meeting about a pack of the group shows; raises NotFound for other packs."""
    at = now()
    pack = queries.get_pack(db.session, who, pack_id)
    if pack.audience is not Audience.IMPROVEMENT_GROUP:
        raise NotFound
    gathered = contents.gather(db.session, pack, at=at)
    asked = gathered.queries
    return Meeting(
        pack=pack,
        at=at,
        contents=gathered,
        stops=agenda.stops(gathered, discussed.discussed_in(db.session, pack), asked),
        queries=asked,
        minutes=tuple(minutes.minutes_of(db.session, pack)),
    )


def _page(template: str, who: Actor, there: Meeting, here: str, **values: object) -> str:
    """Render a screen; `here` is its place on the agenda: "", a workstream's address or "end"."""
    pack = there.pack
    places = ["", *(stop.address for stop in there.stops), "end"]
    place = places.index(here)
    return render_template(
        template,
        pack=pack,
        period=pack.period,
        programme=pack.period.phase.programme,
        there=there,
        contents=there.contents,
        here=here,
        before=places[place - 1] if place else None,
        after=places[place + 1] if place + 1 < len(places) else None,
        records=policy.records_the_meeting(who, pack) is None,
        runs_office=policy.runs_the_office(who, pack) is None,
        may_carry=policy.chairs_the_group_or_runs_the_office(who, pack) is None,
        back="meeting",
        **{"in_review": pack.status is PackStatus.UNDER_REVIEW, **values},
    )


def _new_minute(there: Meeting, *, about: int | None = None) -> MinuteForm | None:
    """Return an empty form for a decision or an action, while any can be recorded."""
    if there.pack.status is not PackStatus.UNDER_REVIEW:
        return None
    form = MinuteForm(formdata=None, prefix="minute", data={"about": about})
    return form.about_this(
        [stop.line.workstream for stop in there.stops],
        minutes.owners(db.session, there.pack, there.at),
        today=there.at.astimezone(LONDON).date(),
    )


@bp.get("/packs/<int:pack_id>/meeting")
def meeting(pack_id: int) -> str:
    """Show what stands as the meeting begins: who reported, what earlier meetings left to do."""
    who = actor()
    there = _meeting(who, pack_id)
    period = there.pack.period
    return _page(
        "packs/meeting.html",
        who,
        there,
        "",
        outstanding=minutes.outstanding(db.session, period),
        carried_before=queried.carried_before(db.session, period),
        today=there.at.astimezone(LONDON).date(),
    )


@bp.get("/packs/<int:pack_id>/meeting/<code>")
def meeting_workstream(pack_id: int, code: str) -> str:
    """Show one workstream: ratings, what changed, its report, and what to record about it."""
    who = actor()
    there = _meeting(who, pack_id)
    stop = _stop(there, code)
    update = stop.line.update
    decides: dict[str, object] = {}
    if update and stop.line.reported:
        decides = deciding.choices(who, there.pack, stop.line, update, at=there.at)
    return _page(
        "packs/meeting_workstream.html",
        who,
        there,
        code,
        screen=_screen(there, stop),
        reviews=who.holds(policy.GROUP, programme_id=there.pack.programme_id),
        minute_form=_new_minute(there, about=stop.line.workstream.id),
        level=3,
        **decides,
    )


def _stop(there: Meeting, code: str) -> Stop:
    """Return the workstream of an address; raises NotFound."""
    found = next((stop for stop in there.stops if stop.address == code), None)
    if found is None:
        raise NotFound
    return found


def _screen(there: Meeting, stop: Stop) -> dict[str, object]:
    """Return what a screen says of a workstream, for the projector and for paper."""
    data = there.contents.data
    part = next(row for row in data.workstreams if row.code == stop.line.workstream.code)
    return {
        "stop": stop,
        "short": agenda.in_short(data, part, there.ratings) if stop.line.reported else None,
        "report": agenda.full(part, there.ratings),
        "minutes": agenda.about(there.minutes, stop),
    }


@bp.get("/packs/<int:pack_id>/meeting-end")
def meeting_end(pack_id: int) -> str:
    """Show the end of the meeting: what was recorded, the overall rating, agreeing the pack."""
    who = actor()
    there = _meeting(who, pack_id)
    pack = there.pack
    updates = [line.update for line in there.contents.included if line.update]
    return _page(
        "packs/meeting_end.html",
        who,
        there,
        "end",
        may_sum_up=foreword.is_open_for_words(pack)
        and policy.why_not_pack(who, Action.RATE, pack) is None,
        summary=summary_form(pack, seen=foreword.summary_fingerprint(pack)),
        steps={step.number: step for step in pack.period.phase.scale.steps},
        refusal=policy.why_not_pack(who, Action.AGREE, pack),
        own=actions.why_not_agree(who, updates),
        minute_form=_new_minute(there),
    )


@bp.get("/packs/<int:pack_id>/meeting-paper")
def meeting_paper(pack_id: int) -> str:
    """Show the whole agenda on one page, to be printed."""
    who = actor()
    there = _meeting(who, pack_id)
    period = there.pack.period
    return _page(
        "packs/meeting_paper.html",
        who,
        there,
        "",
        screens=[_screen(there, stop) for stop in there.stops],
        outstanding=minutes.outstanding(db.session, period),
        carried_before=queried.carried_before(db.session, period),
        steps={step.number: step for step in period.phase.scale.steps},
        today=there.at.astimezone(LONDON).date(),
    )


@bp.post("/packs/<int:pack_id>/meeting/<code>/discussed")
def discuss(pack_id: int, code: str) -> Response:
    """Record that the group has discussed a workstream, or has not after all."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    policy.require(policy.records_the_meeting(who, pack))
    rows = minutes.workstreams_of(db.session, pack)
    workstream = next((row for row in rows if slug(row) == code), None)
    if workstream is None:
        raise NotFound
    done = request.form.get("discussed") != "no"
    discussed.discuss(db.session, pack, workstream.id, who, at=now(), discussed=done)
    db.session.commit()
    flash(f"{workstream.name} is marked as {'discussed' if done else 'not discussed'}.", "success")
    return htmx.go(url_for(".meeting_workstream", pack_id=pack_id, code=code))
