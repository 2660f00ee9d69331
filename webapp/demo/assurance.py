"""Workstream A of the demonstration: assurance and decision making."""

from webapp.demo.months import Months
from webapp.demo.story import (
    DONE,
    DOWN,
    GREEN,
    GREEN_AMBER,
    HIGH,
    LOW,
    MEDIUM,
    SLIPPED,
    STEADY,
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

GATHER = "Decisions of the past 12 months gathered in one register"
ROUTE_APPROVED = "Board decides on the assurance route"
FIRST_HALF = "First half of the scheme of delegation rewritten"
TRAINING = "First two training sessions for scrutiny and audit members"
SECOND_HALF = "Second half of the scheme of delegation rewritten"
TEN = "Ten proposals taken through the assurance route"
AUDIT = "Audit committee reviews the first results of the route"

BYPASS = "Proposals already under way are let past the assurance route"
LAWYER = "One lawyer drafts the scheme of delegation, with nobody to cover"
LATE_PAPERS = "Late changes push Board papers past their deadline again"


def _first(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            These two months went on two things: agreeing how investment proposals are tested, and
            getting papers to members on time.

            - **Assurance route.** A working draft sets out three checks: is there a case, is this
              the best option, and is it ready to start. Four live proposals tried it between
              {when[0].said(12)} and {when[1].said(6)}. Two passed, one went back for a stronger
              case and one was withdrawn by the team that wrote it.
            - **Board papers.** A timetable now runs back from each meeting. For the Board of
              {when[1].said(22)}, 11 of 14 papers came out on time. Before the timetable it was 6
              of 13.
            - **Decision register.** We gathered the decisions of the past 12 months from minutes
              and officer records: 212 in all. For 31 of them nobody wrote down the reason.
        """),
        engagement=prose(f"""
            Finance officers of the four councils went through the draft route with us on
            {when[0].said(20)}. They asked for a lighter path for grants under £50,000, and the
            draft now has one.

            The chairs of scrutiny and audit were briefed together on {when[1].said(9)}. They want
            training for their members before the route goes live, not after.
        """),
        concerns=prose("""
            The scheme of delegation is 61 pages long and has been amended nine times. Twice this
            period two directors read the same clause differently. No decision was unlawful, but
            each time we needed legal advice to be sure of that.
        """),
        issues=(
            issue(
                "No reason is on record for 31 decisions of the past year",
                f"Directors supply the reason, or confirm there is none, by {when[2].said(15)}.",
                "Head of Governance",
            ),
        ),
        milestones=(
            milestone(
                "Draft assurance route ready to try",
                when[0].on(10),
                DONE,
                "Four proposals have used it. Their teams’ comments are in the second draft.",
            ),
            milestone(
                "Timetable for Board papers in force",
                when[1].on(1),
                DONE,
                "Agreed by the directors; applied to every paper since.",
            ),
            milestone(
                GATHER,
                when[1].on(20),
                SLIPPED,
                "All 212 decisions are in. 31 still lack a reason.",
                slipped_to=when[2].on(24),
            ),
        ),
        planned=(
            planned(FIRST_HALF, when[3].on(12), "Head of Legal"),
            planned(ROUTE_APPROVED, when[3].on(18), "Head of Governance"),
            planned(TRAINING, when[3].on(25), "Scrutiny Officer"),
        ),
        risks=(
            risk(
                BYPASS,
                "The Finance Director releases no money without a record of the three checks.",
                "Finance Director",
                (MEDIUM, HIGH, STEADY),
            ),
            risk(
                LAWYER,
                "A council in the area has offered a lawyer one day a week.",
                "Head of Legal",
                (MEDIUM, MEDIUM, STEADY),
            ),
        ),
        step=GREEN_AMBER,
        rationale=prose("""
            We rate this Green/Amber. The route works in trial and papers are coming out earlier.
            It is not Green because the Board has not decided on the route, and because the
            rewrite of the scheme of delegation has not started and rests on one person. The
            register of decisions is complete later than planned, by a month.
        """),
        forecast_on=when[11].on(26),
        cover_note="The withdrawn proposal is the riverside workspace grant. Its team agrees.",
    )
    comment = prose("""
        A strong start. Trying the route on live proposals has taught us more than another round
        of drafting would have. I agree with Green/Amber until the Board has decided.

        I have asked for the 31 unexplained decisions to be closed one by one, not in bulk. If
        there was no reason on file, the register should say so plainly.
    """)
    return Account(content=content, comment=comment)


def _second(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            The Board adopted the assurance route on {when[3].said(18)} without a vote against. It
            applies to every proposal above £250,000 from {when[4].said(1)}.

            - **Assurance route.** Six proposals have now been through all three checks, including
              the two that passed in the trial. The median time from first check to decision is 24
              working days. Our limit is 30.
            - **Scheme of delegation.** The first half is rewritten: 34 pages became 12. Officers
              who tested it found the right clause in under two minutes in 9 cases out of 10.
            - **Board papers.** For the meeting of {when[3].said(18)}, 15 of 16 papers came out on
              time. The late one was an urgent item accepted by the chair.
            - **Decision register.** The 31 decisions without a reason are settled: 27 now have
              one, and the register says openly that the other four have none.
        """),
        engagement=prose(f"""
            Both training sessions for scrutiny and audit members took place, on
            {when[3].said(5)} and {when[3].said(24)}. 19 of 26 members came to at least one. Most
            asked for a worked example from transport next time.

            We walked the external auditor through the route on {when[2].said(23)}. She asked to
            see the records of a proposal that failed a check, and we shared two.
        """),
        concerns=prose("""
            Seven members have not had any training. Three of them joined their committee late. We
            will offer one-to-one sessions, since a third date suits few of them.
        """),
        milestones=(
            milestone(GATHER, when[2].on(24), DONE, "Complete, with four gaps shown as gaps."),
            milestone(FIRST_HALF, when[3].on(12), DONE, "12 pages in place of 34."),
            milestone(
                ROUTE_APPROVED, when[3].on(18), DONE, "Adopted. In force from the month after."
            ),
            milestone(TRAINING, when[3].on(25), DONE, "19 of 26 members attended."),
        ),
        planned=(
            planned(SECOND_HALF, when[4].on(22), "Head of Legal"),
            planned(TEN, when[5].on(5), "Head of Governance"),
            planned(AUDIT, when[5].on(8), "Head of Internal Audit"),
        ),
        risks=(
            risk(
                BYPASS,
                "Finance checks each release of money against the record of the route.",
                "Finance Director",
                (LOW, HIGH, DOWN),
            ),
            risk(
                LAWYER,
                "A council lawyer now works with us one day a week and knows the draft.",
                "Head of Legal",
                (LOW, MEDIUM, DOWN),
            ),
        ),
        step=GREEN,
        rationale=prose("""
            We have moved from Green/Amber to Green. The two things that held us back are done:
            the Board has adopted the route, and half of the scheme of delegation is rewritten
            with a second lawyer on hand. Every milestone was met and no issue is open.
        """),
        forecast_on=when[11].on(26),
    )
    comment = prose("""
        I confirm Green. The measure I look at is the time from first check to decision, and 24
        working days shows that testing a proposal properly need not hold it up.

        The next six months are about habit. I expect to see the route used when it is
        inconvenient, and I will ask internal audit to look for cases where it was not.
    """)
    return Account(content=content, comment=comment)


def _third(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            The route has been in force since {when[4].said(1)} and is becoming ordinary work.

            - **Assurance route.** Eleven proposals worth £18.4 million have now been through the
              checks. Two were stopped at the second check because cheaper options had not been
              looked at; both teams are reworking them.
            - **Scheme of delegation.** The second half was finished on {when[4].said(22)}. The
              whole scheme is now 23 pages, with one table of who decides what.
            - **Decision register.** It has been on our website since {when[4].said(9)}. 94 per
              cent of decisions appeared within five working days.
        """),
        engagement=prose(f"""
            The audit committee examined the first results on {when[5].said(8)}. Members asked for
            a yearly sample of proposals to be checked by somebody from outside, and we have
            accepted that.

            One-to-one training reached five of the seven members who had missed it.
        """),
        concerns=prose("""
            There are no new concerns. Some teams still ask for the checks late, in the week before
            a decision is due. We now publish the dates three months ahead.
        """),
        milestones=(
            milestone(SECOND_HALF, when[4].on(22), DONE, "23 pages in all, down from 61."),
            milestone(TEN, when[5].on(5), DONE, "Eleven, with two stopped."),
            milestone(AUDIT, when[5].on(8), DONE, "Reviewed; one recommendation, accepted."),
            milestone(
                "Decision register published",
                when[4].on(9),
                DONE,
                "Online, and updated every working day.",
            ),
        ),
        planned=(
            planned("Board adopts the whole scheme of delegation", when[7].on(15), "Head of Legal"),
            planned("Outside check of a sample of proposals", when[7].on(22), "Head of Governance"),
        ),
        risks=(
            risk(
                BYPASS,
                "Finance checks each release of money. No case found in the first two months.",
                "Finance Director",
                (LOW, HIGH, STEADY),
            ),
            risk(
                LATE_PAPERS,
                "Dates are set three months ahead; the chair agrees each exception in writing.",
                "Head of Governance",
                (MEDIUM, LOW, STEADY),
            ),
        ),
        step=GREEN,
        rationale=prose("""
            The rating stays Green. All planned milestones were met, the route has stopped
            proposals that were not ready, and completion on the agreed date is on course.
        """),
        forecast_on=when[11].on(26),
        cover_note="The two proposals that were stopped are named in the audit committee’s papers.",
    )
    comment = prose("""
        Confirmed as Green. Two proposals were stopped and nobody asked me to overrule that, which
        tells me the route is trusted. The outside check in the coming months is the right test.
    """)
    return Account(content=content, comment=comment)


STORY = Story(
    code="A",
    name="Assurance and decision making",
    short="assurance",
    description=prose("""
        Decisions are taken by the right people, on good advice, with a record of why. One route
        tests every large proposal before money is committed to it.
    """),
    outcomes=(
        ("Decisions", "Each decision above £100,000 is on a public register in five working days"),
        ("Decisions", "Board papers are complete and out on time for every meeting"),
        ("Decisions", "A scheme of delegation that people can follow without a lawyer beside them"),
        ("Assurance", "Each proposal above £250,000 passes the same three checks"),
        ("Assurance", "Scrutiny and audit members are trained to test what they are told"),
    ),
    agreed=(11, 26),
    accounts=(_first, _second, _third),
    measures=(
        Gauge(
            name="Board papers out on time",
            unit="%",
            baseline="46",
            target="95",
            due=(11, 26),
            outcome=1,
            values=("79", "94", "97"),
            notes={0: "11 of 14 papers.", 1: "15 of 16 papers; the one late paper was a report."},
        ),
        Gauge(
            name="Decisions on the public register within five working days",
            unit="%",
            baseline="0",
            target="98",
            due=(9, 24),
            outcome=0,
            values=("", "", "94"),
            reasons={
                0: "The register is not public yet.",
                1: "The register is being tested; it opens next period.",
            },
        ),
    ),
)
