"""What must be right before an update is submitted; each finding names the section to mend."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.enums import Section
from webapp.domain.content import UpdateContent


@dataclass(frozen=True)
class Finding:
    """Something that stops the submission: where it is and a sentence saying what to do."""

    code: str
    section: Section
    message: str


def before_submission(content: UpdateContent, *, sponsors: Sequence[str]) -> tuple[Finding, ...]:
    """Return what stops the submission, in the order of the sections; empty when it may go.

    `sponsors` are the names of the people who could approve it, its writers left out.
    """
    found: list[Finding] = []

    def stop(code: str, section: Section, message: str) -> None:
        found.append(Finding(code, section, message))

    if not content.key_activities.strip():
        stop("no-activities", Section.ACTIVITIES, "Say what was done in this period")
    for row in content.milestones:
        if row.outcome is None:
            stop("undecided", Section.MILESTONES, f"Say what happened to “{row.title}”")
    if content.step is None:
        stop("no-rating", Section.RATING, "Choose a rating")
    if not content.rationale.strip():
        stop("no-rationale", Section.RATING, "Give the reason for the rating")
    if not sponsors:
        stop(
            "no-sponsor",
            Section.NOTE,
            "Nobody can approve this update. Ask the programme office to name a sponsor",
        )
    return tuple(found)
