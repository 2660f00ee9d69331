"""Workstream B of the demonstration: buying and contracts."""

from models.enums import Direction, Section
from webapp.demo.months import Months
from webapp.demo.story import (
    AMBER,
    AMBER_RED,
    DONE,
    HIGH,
    LOW,
    MEDIUM,
    PARTLY,
    SLIPPED,
    STEADY,
    UP,
    Account,
    Gauge,
    Remark,
    SentBack,
    Story,
    issue,
    milestone,
    planned,
    prose,
    risk,
)
from webapp.domain.content import UpdateContent
from webapp.domain.exempt import Exemption

REGISTER = "Contract register complete for every directorate"
TEMPLATES = "Standard contract templates in use"
RECRUIT = "Two contract managers in post"
PIPELINE = "Buying plan for the next 18 months published"
TRAIN = "Contract training for the first 30 officers"
RENEWALS = "Plan agreed for each contract ending within six months"

LAPSE = "Contracts run out before a replacement has been bought"
RECRUITING = "Experienced buyers cannot be recruited at the grade on offer"
EXEMPTIONS = "Exemptions from competition become a habit"
NO_MANAGER = "14 contracts have nobody named to manage them"


def _first(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            We set out to learn what we have bought, from whom, and until when.

            - **Contract register.** Four of six directorates have returned complete lists: 138
              contracts worth £41.2 million a year. Transport and Skills have sent part of theirs.
            - **Templates.** Drafts of the three most used contracts (services, works and grants)
              were ready on {when[1].said(3)}, and have been with legal since.
            - **Exemptions.** In the past year 22 of 96 purchases went ahead without competition.
              That is 23 per cent; our aim is below 5. Since {when[1].said(15)} each one needs the
              Finance Director’s signature.
        """),
        engagement=prose(f"""
            Contract owners met on {when[0].said(18)} and {when[1].said(15)}, 24 people each time.
            They asked above all for one place to find an example of a good specification.

            Buying leads of three of the four councils agreed to share their plans with ours.
        """),
        concerns=prose("""
            We found 14 contracts with nobody named to manage them. None has failed, but in two
            cases invoices were paid for months without a check on what was delivered.
        """),
        issues=(
            issue(
                NO_MANAGER,
                f"Directors name a manager for each by {when[2].said(8)}.",
                "Head of Buying",
            ),
        ),
        milestones=(
            milestone(
                "Control on exemptions in force",
                when[1].on(15),
                DONE,
                "Two requests since then; one was refused.",
            ),
            milestone(
                "Draft templates for services, works and grants",
                when[1].on(3),
                DONE,
                "With legal for comment.",
            ),
            milestone(
                REGISTER,
                when[1].on(20),
                SLIPPED,
                "138 contracts from four directorates. Two are incomplete.",
                slipped_to=when[2].on(22),
            ),
        ),
        planned=(
            planned(TEMPLATES, when[3].on(1), "Head of Legal"),
            planned(RECRUIT, when[3].on(15), "Head of Buying"),
            planned(PIPELINE, when[3].on(22), "Head of Buying"),
        ),
        risks=(
            risk(
                LAPSE,
                "Weekly list of contracts that end within six months goes to each director.",
                "Head of Buying",
                (MEDIUM, HIGH, STEADY),
            ),
            risk(
                RECRUITING,
                "Posts advertised with the councils; a market supplement is being considered.",
                "Head of People",
                (MEDIUM, MEDIUM, STEADY),
            ),
            risk(
                EXEMPTIONS,
                "Signature of the Finance Director, and a quarterly report to audit.",
                "Finance Director",
                (MEDIUM, MEDIUM, STEADY),
            ),
        ),
        step=AMBER,
        rationale=prose("""
            Amber. We can see a way to every outcome, but two directorates have not given us
            their contracts, and until they do we cannot say which ones are about to run out.
            Recruitment will decide how quickly we can act on what we find.
        """),
        forecast_on=when[12].on(20),
    )
    comment = prose("""
        Amber is right. Knowing that almost a quarter of our purchases avoided competition is
        uncomfortable, and it is the reason this workstream exists.

        I have written to the two directors whose lists are incomplete. I expect both before the
        Improvement Group next meets.
    """)
    return Account(
        content=content,
        late=prose("""
            The last of four contract lists came in on the day of the deadline. Its figures were
            checked with finance first.
        """),
        comment=comment,
    )


def _second(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            The contract register is complete, and it brought a surprise.

            - **Contract register.** All six directorates are in: 203 contracts worth £57.6 million
              a year. 17 of them end within six months, and for nine of those no replacement has
              been planned. Six of the nine are in Transport.
            - **Templates.** The services and grants templates have been in use since
              {when[3].said(1)}. Works contracts are delayed until the insurers have commented.
            - **Buying plan.** A first plan for 18 months is in draft. We held it back so that the
              nine contracts could be added.
            - **Contract managers.** The 14 contracts without a manager now each have one.
        """),
        engagement=prose(f"""
            We met suppliers for the first time: 46 firms, most of them local SMEs, came to an
            open morning on {when[2].said(19)}. They asked for longer notice and shorter forms.

            A weekly meeting with Transport on its six contracts began on {when[3].said(10)}.
        """),
        concerns=prose("""
            Neither contract manager post was filled. There were three applicants, none with
            experience of contracts above £1 million. Without these posts the nine contracts fall
            to a team of 3.6 FTE who already have a full plan.
        """),
        issues=(
            issue(
                "Nine contracts end within six months with no replacement planned",
                "Extend where the law allows, and start the three largest purchases at once.",
                "Head of Buying",
            ),
        ),
        milestones=(
            milestone(
                REGISTER, when[2].on(22), DONE, "203 contracts, checked against a year’s payments."
            ),
            milestone(
                TEMPLATES,
                when[3].on(1),
                PARTLY,
                "Services and grants are in use. Works is put back: it waits for the insurers.",
            ),
            milestone(
                RECRUIT,
                when[3].on(15),
                SLIPPED,
                "Nobody suitable applied. To be advertised again with a supplement.",
                slipped_to=when[5].on(5),
            ),
            milestone(
                PIPELINE,
                when[3].on(22),
                SLIPPED,
                "In draft; held back for the nine contracts.",
                slipped_to=when[4].on(16),
            ),
        ),
        planned=(
            planned(TEMPLATES, when[4].on(24), "Head of Legal"),
            planned(RENEWALS, when[4].on(19), "Head of Buying"),
            planned(TRAIN, when[5].on(8), "Head of People"),
        ),
        risks=(
            risk(
                LAPSE,
                "Nine contracts are reviewed weekly; lawful extensions are being drafted.",
                "Head of Buying",
                (HIGH, HIGH, UP),
                Exemption(
                    paragraph=3,
                    reason="Suppliers who know which contracts lapse could ask for higher prices.",
                ),
            ),
            risk(
                RECRUITING,
                "Supplement agreed. A council is going to lend us two experienced buyers.",
                "Head of People",
                (HIGH, MEDIUM, UP),
            ),
            risk(
                EXEMPTIONS,
                "Five requests this period, two refused. Reported to audit.",
                "Finance Director",
                (MEDIUM, MEDIUM, STEADY),
            ),
        ),
        step=AMBER,
        rationale=prose("""
            We propose to stay at Amber. The register is finished and shows us where the trouble
            lies. Two milestones slipped, but for both we have a new date that we believe in, and
            help from a council has been promised.
        """),
        forecast_on=when[12].on(20),
        cover_note=prose("""
            I know the nine contracts look bad beside an Amber rating. I believe that most can be
            extended. Legal’s answer on the three largest is due next week.
        """),
    )
    comment = prose("""
        The register is the most useful thing this workstream has made. It tells us something we
        would rather not hear, and the lead was right to put it first.

        I have changed the rating. My other concern is people: I have agreed the supplement,
        and I will bring a request for a third post to the directors if this round fails as well.
    """)
    return Account(
        content=content,
        comment=comment,
        confirmed_step=AMBER_RED,
        reason=prose("""
            Nine contracts could run out within six months, two of the four milestones slipped and
            the posts meant to deal with this are empty. Until the three largest contracts are
            safe, I cannot tell the Improvement Group that these problems are in hand.
        """),
    )


def _third(when: Months) -> Account:
    content = UpdateContent(
        key_activities=prose(f"""
            Nearly all our effort went on the nine contracts that were about to end.

            - **Renewals.** Five have been extended within the law. Purchases for three are under
              way, the largest (bus shelters, £2.1 million a year) since {when[4].said(26)}. One
              contract is no longer needed.
            - **Buying plan.** Published on {when[4].said(16)} with 61 purchases over 18 months. It
              gives the date of each ITT.
            - **Contract managers.** One of two posts is filled, from {when[5].said(5)}. The buyers
              lent by a council cover the other for now.
        """),
        engagement=prose(f"""
            The buying plan drew 130 visits in its first week and 12 questions from suppliers. We
            answered all of them in public on {when[4].said(25)}.
        """),
        concerns=prose("""
            The purchase of bus shelters has no slack. If it is challenged, the present contract
            would end about three weeks before the new one starts.
        """),
        milestones=(
            milestone(TEMPLATES, when[4].on(24), DONE, "All three in use; the insurers agreed."),
            milestone(
                RECRUIT,
                when[5].on(5),
                SLIPPED,
                "One in post. Nobody suitable applied for the other; it is advertised again.",
                slipped_to=when[7].on(5),
            ),
            milestone(PIPELINE, when[4].on(16), DONE, "61 purchases over 18 months."),
            milestone(
                RENEWALS, when[4].on(19), DONE, "Five extended, three being bought, one dropped."
            ),
            milestone(
                TRAIN,
                when[5].on(8),
                SLIPPED,
                "22 of 30 trained. The last session was put off.",
                slipped_to=when[6].on(26),
            ),
        ),
        planned=(
            planned("New bus shelter contract awarded", when[7].on(8), "Head of Buying"),
            planned(
                "Exemptions below 10 per cent for the quarter", when[7].on(20), "Head of Buying"
            ),
        ),
        risks=(
            risk(
                LAPSE,
                "Weekly review. A short bridging contract for bus shelters is drafted.",
                "Head of Buying",
                (MEDIUM, HIGH, STEADY),
            ),
            risk(
                RECRUITING,
                "One post filled. Two buyers on loan for three months.",
                "Head of People",
                (MEDIUM, MEDIUM, STEADY),
            ),
            risk(
                EXEMPTIONS,
                "Three requests this period, one refused.",
                "Finance Director",
                (LOW, MEDIUM, STEADY),
            ),
        ),
        step=AMBER,
        rationale=prose("""
            We propose Amber in place of Amber/Red. Eight of the nine contracts are now safe and
            the buying plan is out.
        """),
        forecast_on=when[12].on(20),
    )
    return Account(
        content=content,
        sent_back=SentBack(
            attempt=content,
            reason=prose("""
                Good progress, and I want to say so to the Improvement Group. But you report eight
                contracts as safe while three are still being bought, and the register of issues no
                longer mentions them. Please say how many are safe today, put the bus shelter gap
                in as an issue with an owner, and let the reason for the rating rest on that.
            """),
            sections=(Section.CONCERNS, Section.RATING),
            remarks=(
                Remark(
                    section=Section.CONCERNS,
                    anchor="concerns",
                    text="Three weeks: is that our own estimate, or the supplier’s?",
                    reply="Ours. The supplier says two, and we have planned for the worse.",
                ),
                Remark(
                    section=Section.RATING,
                    anchor="rationale",
                    text="Which eight? I count five that are safe today.",
                ),
            ),
        ),
    )


STORY = Story(
    code="B",
    name="Buying and contracts",
    short="buying",
    description=prose("""
        We buy well, in the open and in good time, and look after contracts once they are signed,
        so that public money gets what it paid for.
    """),
    outcomes=(
        ("", "One register holds every contract, who manages it and when it ends"),
        ("", "Purchases are planned 18 months ahead, and the plan is public"),
        ("", "Fewer than 5 in 100 purchases go ahead without competition"),
        ("", "Standard templates for services, works and grants"),
        ("", "Everyone who manages a contract has been trained to do it"),
    ),
    agreed=(12, 20),
    accounts=(_first, _second, _third),
    measures=(
        Gauge(
            name="Purchases that go ahead without competition",
            unit="%",
            direction=Direction.DOWN,
            baseline="23",
            target="5",
            due=(12, 20),
            outcome=2,
            values=("23", "17", "12"),
            notes={0: "22 of 96 in the past year."},
        ),
        Gauge(
            name="Contract managers who have been trained",
            unit="people",
            baseline="0",
            target="30",
            due=(8, 26),
            outcome=4,
            values=("4", "13", "22"),
        ),
    ),
)
