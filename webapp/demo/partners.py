"""Workstream W of the demonstration: working with partners."""

from webapp.demo.months import Months
from webapp.demo.story import (
    DONE,
    GREEN,
    GREEN_AMBER,
    HIGH,
    LOW,
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

SURVEY = "First survey of partners"
AGREEMENT = "Partnership agreement signed by all four councils"
LEADERS = "Leaders and chief executives meet every month"
FORWARD = "Joint plan of decisions for the next six months"
HEALTH = "Health partners join the officers’ group"
SECOND_SURVEY = "Second survey of partners"

DRIFT = "Partners agree in the room and decide otherwise at home"
ELECTION = "A change of leadership in a council reopens what was agreed"
UNSIGNED = "One council has not signed the partnership agreement"


def _first(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            We asked our partners what it is like to work with us, and began to act on the answers.

            - **Survey.** 58 of 74 people replied between {when[0].said(5)} and {when[0].said(23)}.
              61 per cent find us easy to work with. Only 38 per cent hear of a decision that
              affects them before it is published.
            - **Agreement.** A draft of nine pages says what each partner brings, what it may expect
              and how disputes are settled. All four chief executives have agreed the draft.
            - **Meetings.** Leaders and chief executives met on {when[0].said(14)} and
              {when[1].said(11)}, with every council present both times.
        """),
        engagement=prose(f"""
            The results of the survey were shown to partners first, on {when[1].said(4)}, and to our
            own managers two days later. Business and voluntary groups asked to be surveyed as well
            next time, and they will be.
        """),
        concerns=prose("""
            The number that troubles us is 38 per cent. Partners forgive a decision they dislike
            more easily than one they read about in the newspaper.
        """),
        milestones=(
            milestone(SURVEY, when[0].on(23), DONE, "58 of 74 replied (78 per cent)."),
            milestone(LEADERS, when[1].on(11), DONE, "Two meetings, full attendance."),
            milestone(
                "Draft partnership agreement",
                when[1].on(22),
                DONE,
                "Agreed by the four chief executives.",
            ),
        ),
        planned=(
            planned(AGREEMENT, when[3].on(20), "Head of Partnerships"),
            planned(FORWARD, when[3].on(8), "Head of Partnerships"),
        ),
        risks=(
            risk(
                DRIFT,
                "Notes of each meeting are agreed before it closes and sent the same day.",
                "Head of Partnerships",
                (MEDIUM, MEDIUM, STEADY),
            ),
            risk(
                ELECTION,
                "The agreement is between councils, not people; briefings for all parties.",
                "Chief Executive",
                (LOW, HIGH, STEADY),
            ),
        ),
        step=GREEN,
        rationale=prose("""
            Green. All milestones were met, every council takes part, and the agreement has support
            from each chief executive. The survey shows us exactly what to work on.
        """),
        forecast_on=when[9].on(24),
    )
    comment = prose("""
        I agree with Green for the work done. I would add that the survey measures something
        harder than milestones, and I expect this rating to follow what partners tell us next time.
    """)
    return Account(content=content, comment=comment)


def _second(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            Three councils have signed the partnership agreement. The fourth has not, and we want to
            be plain about why.

            - **Agreement.** Three cabinets approved it between {when[2].said(25)} and
              {when[3].said(16)}. The fourth took it off its agenda on {when[3].said(19)}, after
              members asked what it would mean for planning decisions.
            - **Joint plan.** A list of 34 decisions due in the next six months was shared on
              {when[3].said(8)}. Partners have asked to be involved earlier in seven of them.
            - **Early word.** Since {when[2].said(10)}, councils get a note ten working days before
              a decision is published. 22 of 24 decisions kept to it.
        """),
        engagement=prose(f"""
            The chief executive met the leaders of the fourth council on {when[3].said(24)}. The
            talk was friendly and specific: two clauses need changing, and neither goes to the heart
            of the agreement.

            The two health trusts and the college sent observers to the officers’ group on
            {when[3].said(11)}.
        """),
        concerns=prose("""
            If we reopen the text for one council, the three that signed may want changes too. A
            side letter that explains the two clauses would be safer.
        """),
        issues=(
            issue(
                UNSIGNED,
                f"Side letter on two clauses to be agreed by {when[4].said(20)}.",
                "Chief Executive",
            ),
        ),
        milestones=(
            milestone(
                AGREEMENT,
                when[3].on(20),
                SLIPPED,
                "Signed by three of four.",
                slipped_to=when[5].on(8),
            ),
            milestone(FORWARD, when[3].on(8), DONE, "34 decisions, updated each month."),
            milestone(
                "Early word to councils on every decision",
                when[2].on(10),
                PARTLY,
                "22 of 24 decisions. Two urgent ones came too late.",
            ),
        ),
        planned=(
            planned(HEALTH, when[4].on(24), "Head of Partnerships"),
            planned(SECOND_SURVEY, when[5].on(5), "Head of Research"),
        ),
        risks=(
            risk(
                DRIFT,
                "The joint plan makes each promise visible. Reviewed at every leaders’ meeting.",
                "Head of Partnerships",
                (HIGH, MEDIUM, UP),
            ),
            risk(
                ELECTION,
                "Briefings for all party groups of the fourth council are offered.",
                "Chief Executive",
                (MEDIUM, HIGH, UP),
            ),
        ),
        step=GREEN_AMBER,
        rationale=prose("""
            Down from Green to Green/Amber. Most of the work is on course and councils hear from us
            earlier. But an agreement with three signatures is not the agreement we promised, and
            the date has moved by about seven weeks. We think the fourth can be won by then.
        """),
        forecast_on=when[9].on(24),
    )
    comment = prose("""
        Confirmed. It would have been easy to report three signatures as a success, and I am glad
        that the report does not.

        I lead the talks with the fourth council myself. I support a side letter and do not support
        reopening the text.
    """)
    return Account(
        content=content,
        explained={
            "not-carried-on": prose("""
                This is a rule for every decision, and never finished. We go on reporting how many
                decisions kept to it.
            """),
            "rating-against-milestones": prose("""
                Two of 24 decisions came too late, both of them urgent. We told the councils the
                same day, and what to do about urgent ones is now agreed with them.
            """),
        },
        comment=comment,
    )


def _third(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            - **Agreement.** The side letter was agreed with the fourth council on
              {when[4].said(23)}. Its cabinet takes the agreement next.
            - **Health partners.** Both trusts and the college joined the officers’ group as full
              members on {when[4].said(24)}.
            - **Early word.** All 19 decisions of the first month were announced to councils ten
              working days ahead.
        """),
        engagement=prose(f"""
            The second survey closed on {when[5].said(5)}. 81 of 102 people replied, business and
            voluntary groups among them. Results to be added here when they have been checked.
        """),
        milestones=(
            milestone(HEALTH, when[4].on(24), DONE, "Two trusts and the college are members."),
            milestone(
                "Early word to councils on every decision",
                when[2].on(10),
                DONE,
                "All 19 decisions so far.",
            ),
        ),
        risks=(
            risk(
                DRIFT,
                "The joint plan is reviewed at every leaders’ meeting.",
                "Head of Partnerships",
                (MEDIUM, MEDIUM, STEADY),
            ),
        ),
        forecast_on=when[9].on(24),
    )
    return Account(content=content)


STORY = Story(
    code="W",
    name="Working with partners",
    short="partners",
    description=prose("""
        Councils, health, colleges and businesses find us a dependable partner: they know early
        what we intend, have a say in it, and can hold us to what we agreed.
    """),
    outcomes=(
        ("", "An agreement, signed by all four councils, on how we work together"),
        ("", "Partners hear of decisions that affect them ten working days before publication"),
        ("", "One joint plan of decisions, six months ahead"),
        ("", "Three in four partners find us easy to work with"),
    ),
    agreed=(9, 24),
    accounts=(_first, _second, _third),
    measures=(
        Gauge(
            name="Partners who find us easy to work with",
            unit="%",
            baseline="61",
            target="75",
            due=(9, 24),
            outcome=3,
            values=("61", "", ""),
            reasons={1: "The survey is held every four months."},
        ),
        Gauge(
            name="Decisions told to councils ten working days ahead",
            unit="%",
            baseline="38",
            target="95",
            due=(6, 26),
            outcome=1,
            values=("38", "92", "100"),
            notes={1: "22 of 24 decisions; two were urgent."},
        ),
    ),
)
