"""Updates drawn at random: any text, any rows, numbers as the register gives them out."""

from datetime import date

from hypothesis import strategies as st

from models.enums import Level, MilestoneOutcome, Trend
from webapp.domain.content import Issue, Milestone, PlannedMilestone, Risk, UpdateContent

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
labels = st.sampled_from(["Publish the plan", "Fill the vacancies", "Train staff", "", "é – ✓"])
dates = st.sampled_from([None, date(2026, 2, 1), date(2026, 2, 28), date(2027, 12, 31)])
outcomes = st.none() | st.sampled_from(MilestoneOutcome)
levels = st.none() | st.sampled_from(Level)


def rows(kind: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Draw rows; a number from 1 is given out once, 0 may stand on any number of new rows."""

    def number(row: object) -> object:
        given_out: int = row.number  # type: ignore[attr-defined]
        return given_out if given_out > 0 else object()

    return st.lists(kind, max_size=3, unique_by=number).map(tuple)


def contents(lowest: int) -> st.SearchStrategy[UpdateContent]:
    """Draw an update: numbers of rows from 1 as stored, or from 0 or below as a form may send."""
    numbers = st.integers(lowest, 9)
    return st.builds(
        UpdateContent,
        key_activities=texts,
        engagement=texts,
        concerns=texts,
        rationale=texts,
        cover_note=texts,
        step=st.none() | st.integers(1, 5),
        forecast_on=dates,
        milestones=rows(
            st.builds(
                Milestone,
                number=numbers,
                title=labels,
                due_on=dates,
                outcome=outcomes,
                slipped_to=dates,
                note=texts,
                carried=st.booleans(),
            ),
        ),
        planned=rows(
            st.builds(PlannedMilestone, number=numbers, title=labels, due_on=dates, owner=texts)
        ),
        risks=rows(
            st.builds(
                Risk,
                number=numbers,
                description=labels,
                mitigation=texts,
                owner=texts,
                likelihood=levels,
                impact=levels,
                trend=st.none() | st.sampled_from(Trend),
            ),
        ),
        issues=rows(
            st.builds(Issue, number=numbers, description=labels, action=texts, owner=texts)
        ),
    )


stored_contents = contents(1)
typed_contents = contents(-1)
