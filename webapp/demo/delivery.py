"""Workstream P of the demonstration: programme delivery."""

import msgspec

from models.enums import Direction, Section
from webapp.demo.months import Months
from webapp.demo.story import (
    AMBER,
    DONE,
    DOWN,
    DROPPED,
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
    SentBack,
    Story,
    issue,
    milestone,
    planned,
    prose,
    risk,
)
from webapp.domain.content import UpdateContent

ONE_LIST = "One list of all projects, agreed with finance"
MONTHLY = "Monthly report in one format for every project"
REVIEWS = "Start-to-finish review of the eight largest projects"
OFFICE = "Programme office fully staffed"
BENEFITS = "Expected benefits written down for every project above £1 million"
DASHBOARD = "Public page showing the progress of each project"
STATIONS = "Decision on the future of the station access project"

DATA = "Project data stays in private spreadsheets and cannot be relied on"
COSTS = "Construction prices rise faster than budgets allow"
STRETCH = "Project managers carry too many projects to report well on any"


def _first(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            For the first time there is one list of what we are building and paying for.

            - **One list.** It was agreed with finance on {when[1].said(8)} and holds 46 projects
              with a combined budget of £312 million. Nine of them were on no list before, and five
              had finished without being closed.
            - **Health check.** Each project was asked six questions. 29 have a current plan, 33
              have a budget holder who could name the sum left, and 18 could say what benefit they
              expect.
            - **Reporting.** A two-page monthly report was tried with ten projects in
              {when[1].name}. Eight came back on time.
        """),
        engagement=prose(f"""
            All 21 project managers met on {when[0].said(24)}. They asked us to drop the three
            other reports that they write each month. Two are now dropped; the third is a condition
            of a DfT grant.
        """),
        concerns=prose("""
            Three projects, together worth £27 million, have no plan that shows an end date: the
            northern bus corridor, station access and the skills centre at the old brickworks. Each
            has been given six weeks to produce one.
        """),
        issues=(
            issue(
                "Three projects worth £27 million have no end date",
                f"Each produces a plan for review by {when[2].said(12)}.",
                "Head of Delivery",
            ),
        ),
        milestones=(
            milestone(ONE_LIST, when[1].on(5), DONE, "46 projects, £312 million."),
            milestone(
                "Monthly report tried with ten projects",
                when[1].on(22),
                DONE,
                "Eight of ten on time.",
            ),
            milestone(
                OFFICE,
                when[1].on(25),
                SLIPPED,
                "Four of six posts filled; two offers are out.",
                slipped_to=when[2].on(24),
            ),
        ),
        planned=(
            planned(MONTHLY, when[3].on(5), "Head of Delivery"),
            planned(REVIEWS, when[3].on(19), "Head of Delivery"),
        ),
        risks=(
            risk(
                DATA,
                "One shared list. From next period only what stands there is reported.",
                "Head of Delivery",
                (HIGH, MEDIUM, STEADY),
            ),
            risk(
                COSTS,
                "Price checks at each stage, and a reserve of 8 per cent held by finance.",
                "Finance Director",
                (MEDIUM, HIGH, UP),
            ),
            risk(
                STRETCH,
                "Closing finished projects frees time. The largest workloads are shared out.",
                "Head of Delivery",
                (MEDIUM, MEDIUM, STEADY),
            ),
        ),
        step=AMBER,
        rationale=prose("""
            Amber. The foundations are there: one list, one report and most of a team. But 17 of 46
            projects have no current plan, and three large ones have no end date. That can be put
            right within the phase, and the reviews will show at what cost.
        """),
        forecast_on=when[10].on(22),
    )
    attempt = msgspec.structs.replace(
        content,
        key_activities=content.key_activities.replace("46 projects with", "43 projects with"),
        step=GREEN_AMBER,
        rationale=prose("""
            Green/Amber. There is now one list and one report, and the office is almost staffed, if
            later than planned.
        """),
    )
    return Account(
        content=content,
        comment=prose("""
            Thank you for the second version. It is franker than the first, and more use to the
            people who will read it. I agree with Amber.

            The three projects without an end date have my attention. If a plan has not come by the
            date set, I will ask the Finance Director to pause spending on that project.
        """),
        sent_back=SentBack(
            attempt=attempt,
            reason=prose("""
                The text says 43 projects and the milestone says 46. Please check with finance. And
                I do not see how three large projects without an end date fit with Green/Amber: give
                the reason, or look at the rating again.
            """),
            sections=(Section.ACTIVITIES, Section.RATING),
        ),
    )


def _second(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            Every project now reports in the same way, and two of the three that worried us have a
            plan.

            - **Monthly report.** 41 projects are live after five were closed. 38 of them reported
              on time in {when[3].name}; in {when[2].name} it was 30.
            - **Reviews.** Six of the eight largest projects have been reviewed from start to
              finish. Four are sound. Two need a new budget: the orchard link road (£1.9 million
              short) and the skills centre (£0.7 million short).
            - **Plans.** 36 of 41 projects have a current plan. The bus corridor and the skills
              centre now have end dates. Station access does not.
        """),
        engagement=prose(f"""
            Budget holders from the four councils joined the review days on {when[2].said(17)} and
            {when[3].said(7)}. The councils’ own engineers found half of the savings on the link
            road.

            Project managers say the single report saves each of them about a day a month.
        """),
        concerns=prose("""
            Station access depends on a timetable that we do not control. The rail operator has
            twice put off its answer. We would rather decide without it than wait a third time,
            and have told the DfT so.
        """),
        issues=(
            issue(
                "Station access has no agreed scope or end date",
                f"Options, including stopping, go to the Board of {when[5].said(6)}.",
                "Head of Delivery",
            ),
        ),
        milestones=(
            milestone(OFFICE, when[2].on(24), DONE, "All six posts filled."),
            milestone(MONTHLY, when[3].on(5), DONE, "38 of 41 on time in the latest month."),
            milestone(
                REVIEWS,
                when[3].on(19),
                SLIPPED,
                "Six done. Two wait for survey results.",
                slipped_to=when[4].on(18),
            ),
        ),
        planned=(
            planned(BENEFITS, when[5].on(4), "Benefits Manager"),
            planned(STATIONS, when[5].on(6), "Head of Delivery"),
            planned(DASHBOARD, when[5].on(8), "Programme Office Manager"),
        ),
        risks=(
            risk(
                DATA,
                "Only the shared list is reported. Internal audit found 2 errors in 60 entries.",
                "Head of Delivery",
                (LOW, MEDIUM, DOWN),
            ),
            risk(
                COSTS,
                "Both shortfalls go through the assurance route before any money is added.",
                "Finance Director",
                (HIGH, HIGH, UP),
            ),
            risk(
                STRETCH,
                "No project manager has more than three projects; it was up to five.",
                "Head of Delivery",
                (LOW, MEDIUM, DOWN),
            ),
        ),
        step=GREEN_AMBER,
        rationale=prose("""
            Improved from Amber to Green/Amber. 36 of 41 projects have a current plan and we trust
            the figures we report. Three things keep us from Green: rising prices on two large
            projects, the last two reviews, which are late, and station access, where a decision is
            due in the coming period.
        """),
        forecast_on=when[10].on(22),
    )
    comment = prose("""
        I confirm Green/Amber. We can now say of each project what it costs, when it ends and who
        answers for it, which we could not six months ago.

        Finding £2.6 million of shortfalls is the reviews doing their job. I want both settled
        through the assurance route, in the open, before the next report.
    """)
    return Account(
        content=content,
        explained={
            "rating-against-risks": prose("""
                Prices are the one risk that is both likely and grave. It touches two projects of
                41, and both shortfalls have a date at the assurance route. Nothing else depends on
                them.
            """)
        },
        comment=comment,
        agreed_step=AMBER,
        agreed_reason=prose("""
            Two of the largest projects are £2.6 million short and nobody has yet said where the
            money comes from. We recognise the progress in reporting, and agree Amber until both
            sums are settled.
        """),
    )


def _third(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            The reviews are complete and the hardest decision of the programme has been taken.

            - **Station access.** The Board decided on {when[5].said(6)} to stop the project and to
              return £6.4 million to the transport budget. The design work is kept for later use.
            - **Reviews.** All eight are done. The link road shortfall was cut from £1.9 million to
              £0.8 million by a simpler junction, and that sum passed the assurance route.
            - **Benefits.** 17 of 19 projects above £1 million have written down what they expect to
              change, how it will be measured and who will look.
        """),
        engagement=prose(f"""
            Residents near the station were told of the decision on {when[5].said(6)}, before the
            press. 64 people came to two drop-in sessions held beforehand. Most were disappointed;
            many said they valued a straight answer.
        """),
        concerns=prose("""
            The two projects without written benefits are both in flood defence. Their teams doubt
            whether our form suits work whose aim is that nothing happens. They have a point, and
            we are changing the form with them.
        """),
        milestones=(
            milestone(REVIEWS, when[4].on(18), DONE, "All eight complete."),
            milestone(
                BENEFITS,
                when[5].on(4),
                PARTLY,
                "17 of 19. The two in flood defence are put back until the form suits them.",
            ),
            milestone(STATIONS, when[5].on(6), DONE, "Stopped by the Board."),
            milestone(
                DASHBOARD,
                when[5].on(8),
                DROPPED,
                "Merged with the decision register’s web page, at no extra cost.",
                agreed_by="Director of Place",
            ),
        ),
        planned=(
            planned(BENEFITS, when[7].on(5), "Benefits Manager"),
            planned("Skills centre back within its budget", when[7].on(12), "Head of Delivery"),
            planned("First quarterly report on benefits", when[7].on(22), "Benefits Manager"),
        ),
        risks=(
            risk(
                COSTS,
                "One shortfall is settled. A cheaper roof for the skills centre is being priced.",
                "Finance Director",
                (MEDIUM, HIGH, DOWN),
            ),
            risk(
                STRETCH,
                "Stopping station access frees two project managers for the bus corridor.",
                "Head of Delivery",
                (LOW, LOW, DOWN),
            ),
        ),
        step=GREEN_AMBER,
        rationale=prose("""
            We propose to move from Amber to Green/Amber. The link road’s shortfall is settled
            through the assurance route and station access is decided. The skills centre is still
            £0.7 million short, and two projects write down their benefits later than planned. We
            expect to propose Green once both are put right.
        """),
        forecast_on=when[10].on(22),
        cover_note=prose("""
            Please look at the words on station access. The communications team has seen them. The
            councils’ leaders have been told.
        """),
    )
    comment = prose("""
        I share the view that this is Green/Amber. Stopping station access frees the people whom the
        bus corridor needs, and that is where I will look first.
    """)
    return Account(
        content=content,
        explained={
            "rating-against-milestones": prose("""
                17 of the 19 projects have written down their benefits, the largest among them. The
                other two wait for a form that suits flood defence, and no other work waits for
                them.
            """)
        },
        approver="second.sponsor.delivery",
        comment=comment,
    )


STORY = Story(
    code="P",
    name="Programme delivery",
    short="delivery",
    description=prose("""
        We know what we are delivering, for how much, by when and why, and tell the public the
        same. Projects that no longer make sense are stopped.
    """),
    outcomes=(
        ("Knowing", "One list of projects that finance and delivery both trust"),
        ("Knowing", "One monthly report for each project, two pages long"),
        ("Acting", "The eight largest projects reviewed from start to finish"),
        ("Acting", "Expected benefits written down and measured"),
    ),
    agreed=(10, 22),
    accounts=(_first, _second, _third),
    measures=(
        Gauge(
            name="Projects with a current plan",
            unit="%",
            baseline="51",
            target="95",
            due=(10, 22),
            outcome=0,
            values=("63", "88", "90"),
            notes={0: "29 of 46 projects.", 1: "36 of 41 projects."},
        ),
        Gauge(
            name="Monthly reports on time",
            unit="%",
            baseline="0",
            target="95",
            due=(6, 26),
            outcome=1,
            values=("80", "93", "95"),
            notes={0: "In the trial: eight of ten."},
        ),
        Gauge(
            name="Money that the largest projects lack",
            unit="£ million",
            direction=Direction.DOWN,
            baseline="2.6",
            target="0",
            due=(10, 22),
            outcome=2,
            values=("", "2.6", "0.7"),
            reasons={0: "The reviews that will show it have not begun."},
        ),
    ),
)
