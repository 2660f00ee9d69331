"""Where findings of the checks stand on a page: beside their field, their row or their section."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import ProgressUpdate
from models.enums import Section
from webapp.domain import checks
from webapp.domain.actor import Actor
from webapp.domain.checks import Finding
from webapp.domain.content import UpdateContent
from webapp.updates import comments, queries
from webapp.updates.setting import Setting

ELSEWHERE = "section"
"""Where a finding stands that belongs to no one field or row."""
DATES = ("forecast_on", "as_at")


def find(
    session: Session,
    update: ProgressUpdate,
    text: UpdateContent,
    who: Actor | None,
    *,
    at: datetime,
    setting: Setting | None = None,
) -> tuple[Finding, ...]:
    """Return what the checks find in a text of the update; `who` is about to submit it.

    A page that has read the setting already gives it.
    """
    writer_id = who.person_id if who else None
    facts = queries.check_facts(session, update, writer_id, at=at, setting=setting)
    return checks.find(text, facts)


def placed(
    findings: Iterable[Finding], fields: Collection[str], rows: Sequence[str]
) -> dict[str, list[Finding]]:
    """Return the findings of a section by where they stand; places without any are there too.

    `fields` are the names of its fields on the page, `rows` what its rows are called (M4), in
    their order; a row's place is "rows-0" and so on.
    """
    places: dict[str, list[Finding]] = {
        ELSEWHERE: [],
        **{name: [] for name in fields},
        **{f"rows-{place}": [] for place in range(len(rows))},
    }
    for finding in findings:
        if finding.about and finding.about in rows and finding.field not in fields:
            places[f"rows-{rows.index(finding.about)}"].append(finding)
        else:
            places[finding.field if finding.field in fields else ELSEWHERE].append(finding)
    return places


def row_names(section: Section, numbers: Iterable[int]) -> tuple[str, ...]:
    """Return what rows of a section are called in findings and comments; new ones are nameless."""
    if section not in comments.ROWS:
        return ()
    _, kind = comments.ROWS[section]
    return tuple(f"{kind}{number}" if number else "" for number in numbers)


def target(finding: Finding) -> str:
    """Return the id of what to mend on the page of the finding's section."""
    if finding.field in (name for name, _ in comments.ROWS.values()):
        return "rows"
    return f"{finding.field}-day" if finding.field in DATES else finding.field
