"""Workstream C of the demonstration: people and culture."""

from models.enums import Direction
from webapp.demo.months import Months
from webapp.demo.story import (
    AMBER,
    AMBER_RED,
    DONE,
    DOWN,
    HIGH,
    MEDIUM,
    PARTLY,
    SLIPPED,
    STEADY,
    UP,
    Account,
    Gauge,
    Story,
    issue,
    milestone,
    planned,
    prose,
    risk,
)
from webapp.domain.content import UpdateContent

SPEAK_UP = "Independent speak-up line open to all staff"
VALUES = "Four values drafted with staff"
TALKS = "Every employee has had a yearly conversation"
DIRECTORS = "Permanent directors appointed to two vacant posts"
MANAGERS = "Course for all 48 managers: first two groups"
PULSE = "Short survey of staff, second round"
POLICIES = "Grievance and conduct policies rewritten"

TURNOVER = "Experienced staff leave faster than they can be replaced"
TRUST = "Staff see another round of words and stop taking part"
LOAD = "Improvement work falls on the same few people"


def _first(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            We began by listening. What we heard is not comfortable.

            - **Staff survey.** 171 of 236 people replied by {when[0].said(22)}. 44 per cent would
              recommend this as a place to work. 29 per cent would feel safe to report wrongdoing.
            - **Turnover.** 24 in 100 people left in the past year. In their last interview half of
              them named unclear direction, and a third named how they were managed.
            - **Yearly conversations.** 88 of 236 have taken place. The old form, at 11 pages, is
              part of the reason. A one-page form has replaced it since {when[1].said(14)}.
        """),
        engagement=prose(f"""
            The chief executive held six open meetings between {when[1].said(2)} and
            {when[1].said(18)}; 143 people came. Every question was written down, answered and put
            on the intranet, awkward ones included.

            Trade unions meet us every fortnight. They support the speak-up line, provided it is run
            by somebody from outside.
        """),
        concerns=prose("""
            Two of six director posts are filled by interim staff whose contracts end within the
            year. People tell us they are waiting to see who stays before they believe in change.

            The supplier chosen for the speak-up line withdrew late. We have had to start again.
        """),
        issues=(
            issue(
                "The speak-up line has no supplier",
                "The second-placed firm has been asked to confirm its offer.",
                "Head of People",
            ),
        ),
        milestones=(
            milestone(
                "Staff survey complete and shared", when[1].on(2), DONE, "Shared with all staff."
            ),
            milestone("One-page form for yearly conversations", when[1].on(14), DONE, "In use."),
            milestone(
                SPEAK_UP,
                when[1].on(25),
                SLIPPED,
                "The supplier withdrew two weeks before the start.",
                slipped_to=when[2].on(20),
            ),
        ),
        planned=(
            planned(VALUES, when[3].on(10), "Head of People"),
            planned(TALKS, when[3].on(24), "All directors"),
            planned(DIRECTORS, when[3].on(17), "Chief Executive"),
        ),
        risks=(
            risk(
                TURNOVER,
                "Pay review for 12 roles that are hard to fill; interviews with those who stay.",
                "Head of People",
                (HIGH, HIGH, UP),
            ),
            risk(
                TRUST,
                "We publish what was said, what we will do and what we will not do.",
                "Chief Executive",
                (HIGH, HIGH, STEADY),
            ),
            risk(
                LOAD,
                "Workloads of the 15 busiest people reviewed by their directors.",
                "Programme Director",
                (MEDIUM, MEDIUM, UP),
            ),
        ),
        step=AMBER_RED,
        rationale=prose("""
            Amber/Red. Fewer than a third of staff feel safe to speak up, and the one measure meant
            to change that has slipped. One person in four left last year. The plan is sound, but it
            would be wrong to call progress likely before people see something done.
        """),
        forecast_on=when[13].on(22),
    )
    comment = prose("""
        I agree with Amber/Red and I thank the lead for not softening it. The figure of 29 per cent
        is the most serious in this report.

        The speak-up line is now my own priority. I have told staff that it will open by the new
        date, and that if it does not I will explain why to all of them in person.
    """)
    return Account(content=content, comment=comment)


def _second(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            Staff have begun to see things change, though some of the largest are still ahead.

            - **Speak-up line.** Open since {when[2].said(20)}, run by an outside firm. Nine reports
              in its first weeks: four are closed, five are being looked into.
            - **Yearly conversations.** 203 of 236 people have had theirs, up from 88.
            - **Directors.** A permanent Director of Transport starts on {when[4].said(12)}. The
              post of Director of Resources is advertised again after a first round without a
              choice.
            - **Values.** 96 people in eight workshops wrote four draft values in words of their
              own.
        """),
        engagement=prose(f"""
            A short survey in {when[3].name} asked three questions. 38 per cent now feel safe to
            report wrongdoing, nine points more than four months ago. 47 per cent would recommend us
            as an employer.

            Unions and HR were part of all eight workshops. The unions’ newsletter speaks
            well of them.
        """),
        concerns=prose("""
            31 of the 33 people without a yearly conversation work under an interim director. It
            shows how much hangs on that appointment.
        """),
        issues=(
            issue(
                "The Director of Resources post is still held by an interim",
                f"Second round of interviews ends on {when[5].said(3)}.",
                "Chief Executive",
            ),
        ),
        milestones=(
            milestone(SPEAK_UP, when[2].on(20), DONE, "Open on the day promised."),
            milestone(VALUES, when[3].on(10), DONE, "Four values, from eight workshops."),
            milestone(
                DIRECTORS,
                when[3].on(17),
                SLIPPED,
                "Transport appointed; Resources advertised again.",
                slipped_to=when[5].on(10),
            ),
            milestone(
                TALKS,
                when[3].on(24),
                PARTLY,
                "203 of 236 (86 per cent). Most of the rest were put back under an interim.",
            ),
        ),
        planned=(
            planned(TALKS, when[4].on(18), "All directors"),
            planned(MANAGERS, when[4].on(25), "Head of People"),
            planned(PULSE, when[5].on(8), "Head of Research"),
            planned(POLICIES, when[5].on(5), "Head of People"),
        ),
        risks=(
            risk(
                TURNOVER,
                "Pay settled for 12 roles. Seven people left this period; 11 in the one before.",
                "Head of People",
                (MEDIUM, HIGH, DOWN),
            ),
            risk(
                TRUST,
                "Results of the short survey were shared within a week.",
                "Chief Executive",
                (MEDIUM, HIGH, DOWN),
            ),
            risk(
                LOAD,
                "Four people have handed over part of their work. 11 have not.",
                "Programme Director",
                (MEDIUM, MEDIUM, STEADY),
            ),
        ),
        step=AMBER,
        rationale=prose("""
            Improved from Amber/Red to Amber. The line is open and used, most people have had their
            conversation, and trust is rising. It is no better than Amber because 38 per cent is
            still far from where we must be, and one director’s post is not filled.
        """),
        forecast_on=when[13].on(22),
    )
    comment = prose("""
        I confirm Amber while the sponsor is away. The line opened on the day that staff had been
        promised, and nine people used it within weeks. That is a sign of trust as well as of
        trouble.

        Nobody should take a rise of nine points for success. It will be measured again in the
        coming period, and managers should be able to say what they did to earn it.
    """)
    return Account(content=content, approver="sponsor.assurance", comment=comment)


STORY = Story(
    code="C",
    name="People and culture",
    short="culture",
    description=prose("""
        People do their best work here, are managed well, and can say what is wrong without fear.
        The organisation keeps the people it needs.
    """),
    outcomes=(
        ("Trust", "Three in four staff would feel safe to report wrongdoing"),
        ("Trust", "An independent way to speak up, known to all staff"),
        ("Managing well", "Everybody has a yearly conversation about their work"),
        ("Managing well", "All 48 managers have been on the course"),
        ("Keeping people", "Fewer than 12 in 100 people leave in a year"),
        ("Keeping people", "Every director’s post is filled for good"),
    ),
    agreed=(13, 22),
    accounts=(_first, _second),
    measures=(
        Gauge(
            name="Staff who would feel safe to report wrongdoing",
            unit="%",
            baseline="29",
            target="75",
            due=(13, 22),
            outcome=0,
            values=("29", "38"),
        ),
        Gauge(
            name="Staff who have had their yearly conversation",
            unit="%",
            baseline="21",
            target="95",
            due=(9, 24),
            outcome=2,
            values=("37", "86"),
            notes={0: "88 of 236 people.", 1: "203 of 236 people."},
        ),
        Gauge(
            name="People who leave in a year",
            unit="in 100",
            direction=Direction.DOWN,
            baseline="24",
            target="12",
            due=(13, 22),
            outcome=4,
            values=("24", "22"),
        ),
    ),
)
