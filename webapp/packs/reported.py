"""What a pack prints of a workstream: its report or why there is none, its people, its past."""

from collections.abc import Collection, Mapping
from datetime import date

from models import Decision, ReportingPeriod, Workstream
from models.enums import Role, UpdateStatus
from webapp.clock import LONDON
from webapp.domain import content
from webapp.domain.errors import Incomplete
from webapp.exempting import exemption_of
from webapp.levels import in_the_name_of
from webapp.packs import material
from webapp.packs.around import Around
from webapp.packs.entries import Entry
from webapp.packs.past import Past
from webapp.packs.people import holding, named, names
from webapp.packs.placeholders import Closure, Standing, missing
from webapp.packs.wording import titled


def material_of(
    workstream: Workstream,
    entry: Entry | None,
    period: ReportingPeriod,
    *,
    shown: Collection[UpdateStatus],
    titles: Mapping[int, str],
    around: Around,
    past: Past,
    late: tuple[material.Late, ...],
) -> material.Workstream:
    """Return a workstream as a pack of a period prints it; `shown` are the states it may print.

    `titles` are those of all workstreams by number, for one that went on in another. Raises
    Incomplete when a text no longer has the fingerprint it was submitted under.
    """
    closure = _closure(workstream, titles, period.ends_on)
    report = _report(workstream, entry, shown, closure, period.starts_on)
    grants = around.grants_of[workstream.id]
    leads = holding(grants, Role.LEAD, period.starts_on, period.ends_on)
    accountable = [grant for grant in leads if grant.accountable]
    sponsors = holding(grants, Role.SPONSOR, period.starts_on, period.ends_on)
    return material.Workstream(
        code=workstream.code,
        name=workstream.name,
        description=workstream.description,
        outcomes=tuple(
            material.Outcome(text=goal.text, group=goal.heading or None)
            for goal in around.goals_of[workstream.id]
        ),
        sponsors=names(grant for grant in sponsors if grant.deputy_for_id is None),
        leads=names([*accountable, *(grant for grant in leads if not grant.accountable)]),
        # Two may have answered for it in one period; the later one is printed as accountable.
        accountable_lead=named(accountable[-1]) if accountable else "",
        pmo_support=(workstream.pmo_support,) if workstream.pmo_support else (),
        agreed_on=workstream.agreed_on,
        closed_on=closure.on if closure else None,
        previous=past.last.get(workstream.id),
        trend=past.trend(workstream.id),
        measured=_measured(past.measured(workstream.id), report, period.name),
        late=late,
        report=report,
    )


def _closure(workstream: Workstream, titles: Mapping[int, str], last: date) -> Closure | None:
    """Return how a workstream ended, if it had by the last day of the period."""
    if workstream.closed_on is None or workstream.closed_on > last:
        return None
    return Closure(
        on=workstream.closed_on,
        reason=workstream.closing_reason,
        merged_into=titles.get(workstream.merged_into_id or 0, ""),
    )


def _report(
    workstream: Workstream,
    entry: Entry | None,
    shown: Collection[UpdateStatus],
    closure: Closure | None,
    starts_on: date,
) -> material.Report | material.Missing:
    """Return the update as it is printed; its text must be the text that was submitted."""
    if entry is None:
        return missing(None, closure, starts_on)
    update, revision = entry.update, entry.revision
    if update.status not in shown or revision is None:
        standing = Standing(
            status=update.status,
            since=update.moved_at.astimezone(LONDON).date(),
            action=entry.course.last,
            reason=entry.course.reason,
        )
        return missing(standing, closure, starts_on)
    if content.fingerprint(revision.content) != revision.sha256:
        raise Incomplete(
            f"The stored text of {titled(workstream)} is not the text that was submitted "
            "and approved: its fingerprint differs. It is not shown, and the pack cannot go out.",
            "Tell the administrator, who can compare the record with a backup.",
        )
    return material.Report(
        content=content.decode(revision.content),
        revision=revision.number,
        sha256=revision.sha256,
        proposed_step=revision.proposed_step,
        confirmed_step=update.confirmed_step,
        approvals=_approvals(entry),
        agreed=material.Agreement(
            step=entry.agreed.step,
            reason=entry.agreed.reason,
            exempt=exemption_of(entry.agreed),
        )
        if entry.agreed
        else None,
        completed_by=revision.submitted_by.name,
        completed_on=revision.submitted_at.astimezone(LONDON).date(),
        after=_after(entry),
    )


def _after(entry: Entry) -> tuple[material.Addendum, ...]:
    """Return the notes on what happened after the period as they are printed."""
    return tuple(
        material.Addendum(
            happened_on=note.happened_on,
            text=note.text,
            by=note.written_by.name,
            written_on=note.written_at.astimezone(LONDON).date(),
            approved_by=in_the_name_of(note),
            approved_on=note.approved_at.astimezone(LONDON).date(),
            exempt=exemption_of(note),
        )
        for note in entry.addenda
        if note.approved_by and note.approved_at
    )


def _approvals(entry: Entry) -> tuple[material.Approval, ...]:
    """Return what each person said in approving, once, with the sponsors they stood in for."""
    by_person: dict[int, list[Decision]] = {}
    for decision in entry.approvals:
        by_person.setdefault(decision.person_id, []).append(decision)
    return tuple(
        material.Approval(
            by=decisions[0].person.name,
            on=decisions[0].at.astimezone(LONDON).date(),
            own=any(row.sponsor_id == person_id for row in decisions),
            places=tuple(row.sponsor.name for row in decisions if row.sponsor_id != person_id),
            reason=decisions[0].reason,
            comment="" if decisions[0].comment_private else decisions[0].comment,
            conditions=decisions[0].conditions,
            exempt=exemption_of(decisions[0]),
        )
        for person_id, decisions in by_person.items()
    )


def _measured(
    before: tuple[material.Measured, ...],
    report: material.Report | material.Missing,
    period: str,
) -> tuple[material.Measured, ...]:
    """Return what was measured from period to period, this one last; nothing without a report."""
    if not isinstance(report, material.Report) or not report.content.measures:
        return ()
    return (*before, material.Measured(period=period, rows=report.content.measures))
