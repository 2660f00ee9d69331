"""What rules for reminders mean for a period, said in sentences that hold whatever the rules."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models import ReportingPeriod
from webapp.clock import LONDON
from webapp.domain.calendar import Today
from webapp.domain.reminders import FURTHEST, MOST_DAYS, Rules, faults
from webapp.messages.outlook import outlook

NUMBERS = st.integers(-2, FURTHEST + 2)
RULES = st.builds(
    Rules,
    days_before=st.lists(NUMBERS, max_size=MOST_DAYS + 1).map(tuple),
    sponsor_after=NUMBERS,
    director_after=NUMBERS,
)
OPENS = date(2026, 2, 16)


def period(lead_days: int, sponsor_days: int) -> ReportingPeriod:
    """Return a period whose deadlines lie so many days after its opening."""
    lead, sponsor = (
        datetime(2026, 2, 16, 17, tzinfo=UTC) + timedelta(days=days)
        for days in (lead_days, lead_days + sponsor_days)
    )
    return ReportingPeriod(opens_on=OPENS, lead_due_at=lead, sponsor_due_at=sponsor)


def test_the_usual_rules_in_sentences() -> None:
    today = Today(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), LONDON)
    assert " ".join(outlook(period(18, 4), Rules(), today)) == (
        "Updates are due on 6 March 2026. Leads hear on 16 February 2026, when it opens, "
        "and on 27 February, 5 March and 6 March. "
        "If no update comes, a message goes to the lead and the sponsor on 9 March "
        "and to the programme director on 11 March. "
        "Approvals are due on 10 March 2026. Sponsors hear when an update comes in, "
        "and on 9 March and 10 March. "
        "If no approval comes, a message goes to the sponsor and the programme office on 11 March "
        "and to the programme director on 13 March."
    )


@given(RULES, st.integers(0, 40), st.integers(0, 40))
def test_rules_that_will_do_are_said_with_the_director_last(
    rules: Rules, lead_days: int, sponsor_days: int
) -> None:
    if list(faults(rules)):
        return
    today = Today(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), LONDON)
    sentences = outlook(period(lead_days, sponsor_days), rules, today)
    for late in (sentences[1], sentences[3]):
        assert late.count("programme director") == 1
        assert "programme director" in late.rpartition("to ")[2]
