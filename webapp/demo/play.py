"""What writers, sponsors and the group do in the demonstration, through the actions of pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from models import ProgressUpdate, Revision
from models.enums import Audience, Section
from webapp.clock import LONDON
from webapp.demo import papers
from webapp.demo.cast import CHAIR, OFFICE, Cast
from webapp.demo.drafts import fitted, written_sections
from webapp.demo.programme import ACCEPTED
from webapp.demo.story import Account, Remark, SentBack, Story
from webapp.domain import checks
from webapp.domain.actor import Actor
from webapp.domain.checks import Finding
from webapp.domain.content import (
    Explanation,
    UpdateContent,
    decode,
    fingerprint,
    section_fingerprint,
)
from webapp.domain.recipes import STANDARD
from webapp.packs import accepting, foreword, group, others
from webapp.packs import actions as packs
from webapp.packs.contents import pack_data
from webapp.packs.library import frozen_document
from webapp.packs.papers import actions as appendices
from webapp.packs.papers.actions import Words
from webapp.packs.papers.files import make_inert
from webapp.updates import actions as updates
from webapp.updates import comments, decisions
from webapp.updates.queries import check_facts

BETWEEN_SECTIONS = timedelta(minutes=19)
CONTRIBUTED = (Section.ACTIVITIES, Section.RISKS)
"""Sections that a contributor writes where the workstream has one."""


class Play(Cast):
    """The acts of those who write, decide and meet."""

    def write(self, period: int, story: Story, text: UpdateContent, moment: datetime) -> None:
        """Start the update where nobody has, and save every section that changes, as its lead."""
        lead = self.actor(f"lead.{story.short}", moment)
        contributor = lead
        if (mailbox := f"contributor.{story.short}") in self.setting.person_ids:
            contributor = self.actor(mailbox, moment)
        row = self.update(period, story, lead)
        values = tuple(gauge.answer(period) for gauge in story.measures)
        text = msgspec.structs.replace(text, measures=values)
        if not row.draft:
            updates.start(self.session, row, lead, at=moment)
        for section in written_sections(text):
            draft = decode(row.draft)
            seen, typed = section_fingerprint(draft, section), fitted(text, draft)
            if section_fingerprint(typed, section) != seen:
                moment += BETWEEN_SECTIONS
                writer = contributor if section in CONTRIBUTED else lead
                updates.save(self.session, row, writer, section, typed, at=moment, seen=seen)

    def submit(
        self, period: int, story: Story, explained: Mapping[str, str], moment: datetime
    ) -> None:
        """Answer what the checks ask, then submit the draft, as the lead."""
        lead = self.actor(f"lead.{story.short}", moment)
        row = self.update(period, story, lead)
        found = self._findings(row, lead, moment)
        if any(one.code == "no-as-at" for one in found):
            self._date(row, lead, moment)
        answers = [
            Explanation(code=one.code, about=one.about, text=explained[one.code])
            for one in found
            if one.code in explained
        ]
        updates.explain(self.session, row, lead, answers, at=moment, seen=fingerprint(row.draft))
        updates.submit(self.session, row, lead, at=moment, seen=fingerprint(row.draft))

    def _findings(self, row: ProgressUpdate, lead: Actor, moment: datetime) -> Sequence[Finding]:
        """Return what the checks ask of a draft."""
        facts = check_facts(self.session, row, lead.person_id, at=moment)
        return checks.find(decode(row.draft), facts)

    def _date(self, row: ProgressUpdate, lead: Actor, moment: datetime) -> None:
        """Say in a draft that it describes the day of a moment."""
        draft = decode(row.draft)
        dated = msgspec.structs.replace(draft, as_at=moment.astimezone(LONDON).date())
        seen = section_fingerprint(draft, Section.RATING)
        updates.save(self.session, row, lead, Section.RATING, dated, at=moment, seen=seen)

    def remark(self, period: int, story: Story, remark: Remark, moment: datetime) -> None:
        """Comment on a place in the update, as the sponsor."""
        sponsor = self.actor(f"sponsor.{story.short}", moment)
        comments.comment(
            self.session,
            self.update(period, story, sponsor),
            sponsor,
            at=moment,
            section=remark.section,
            anchor=remark.anchor,
            text=remark.text,
        )

    def reply(self, period: int, story: Story, remark: Remark, moment: datetime) -> None:
        """Answer the sponsor's comment and settle it, as the lead."""
        lead = self.actor(f"lead.{story.short}", moment)
        row = self.update(period, story, lead)
        thread = next(one for one in comments.threads(self.session, row) if one.text == remark.text)
        comments.reply(self.session, row, lead, at=moment, to=thread, text=remark.reply)
        comments.resolve(self.session, row, lead, at=moment, thread=thread)

    def send_back(self, period: int, story: Story, answer: SentBack, moment: datetime) -> None:
        """Send the latest revision back, as the sponsor."""
        sponsor = self.actor(f"sponsor.{story.short}", moment)
        row = self.update(period, story, sponsor)
        decisions.send_back(
            self.session,
            row,
            sponsor,
            at=moment,
            seen=self._latest(row).sha256,
            reason=answer.reason,
            sections=answer.sections,
        )

    def approve(self, period: int, story: Story, account: Account, moment: datetime) -> None:
        """Approve the latest revision, perhaps with another rating, as a sponsor or deputy."""
        sponsor = self.actor(account.approver or f"sponsor.{story.short}", moment)
        row = self.update(period, story, sponsor)
        revision = self._latest(row)
        decisions.approve(
            self.session,
            row,
            sponsor,
            at=moment,
            seen=revision.sha256,
            step=account.confirmed_step or revision.proposed_step,
            reason=account.reason,
            comment=account.comment,
        )

    def _latest(self, row: ProgressUpdate) -> Revision:
        """Return the revision a sponsor reads; there is one once an update was submitted."""
        return self.session.get_one(Revision, row.revision_id)

    def write_overview(self, period: int, text: str, moment: datetime) -> None:
        """Write the overview of the Improvement Group's pack, as the programme director."""
        director = self.actor("programme.director", moment)
        pack = self.pack(period, Audience.IMPROVEMENT_GROUP, director)
        seen = fingerprint(pack.overview)
        foreword.save_overview(self.session, pack, director, text, at=moment, seen=seen)

    def sum_up(self, period: int, summary: tuple[int, str, str], moment: datetime) -> None:
        """Give the programme its overall rating and say what is asked for, as its director."""
        director = self.actor("programme.director", moment)
        pack = self.pack(period, Audience.IMPROVEMENT_GROUP, director)
        step, reason, asks = summary
        seen = foreword.summary_fingerprint(pack)
        foreword.sum_up(
            self.session,
            pack,
            director,
            at=moment,
            step=step,
            reason=reason,
            asks=asks,
            seen=seen,
        )

    def review(self, period: int, moment: datetime) -> None:
        """Send the pack with an appendix to the Improvement Group, as the programme office."""
        office = self.actor(OFFICE, moment)
        pack = self.pack(period, Audience.IMPROVEMENT_GROUP, office)
        packs.review(self.session, pack, office, at=moment)
        appendices.add(
            self.session,
            pack,
            office,
            at=moment,
            words=Words(
                title=papers.TITLE,
                author=papers.AUTHOR,
                dated_on=pack.period.ends_on,
                about=papers.ABOUT,
            ),
            inert=make_inert(papers.TEXT.encode()),
            name=papers.NAME,
            most_bytes=len(papers.TEXT),
        )

    def rate(self, period: int, story: Story, account: Account, moment: datetime) -> None:
        """Set the rating that the group agrees in place of the confirmed one, as the chair."""
        chair = self.actor(CHAIR, moment)
        row = self.update(period, story, chair)
        group.rate(
            self.session,
            self.pack(period, Audience.IMPROVEMENT_GROUP, chair),
            row,
            chair,
            at=moment,
            seen=self._latest(row).sha256,
            standing=row.confirmed_step,
            step=account.agreed_step,
            reason=account.agreed_reason,
        )

    def agree(self, period: int, moment: datetime) -> None:
        """Agree the pack, as the chair."""
        chair = self.actor(CHAIR, moment)
        pack = self.pack(period, Audience.IMPROVEMENT_GROUP, chair)
        packs.agree(self.session, pack, chair, at=moment, seen=pack.version)

    def issue(self, period: int, moment: datetime) -> None:
        """Say why the board's pack goes out with what a check asks, and issue it, as the office."""
        office = self.actor(OFFICE, moment)
        pack = self.pack(period, Audience.IIB, office)
        data = pack_data(self.session, pack, at=moment)
        for one in accepting.judge_pack(self.session, pack, data):
            accepting.accept(
                self.session,
                pack,
                office,
                at=moment,
                finding=one.finding,
                reason=ACCEPTED[one.finding.code],
            )
        packs.issue(self.session, pack, office, at=moment)

    def give_out(self, period: int, moment: datetime) -> None:
        """Make editions for scrutiny, department and public; publish the last, as the office."""
        office = self.actor(OFFICE, moment)
        board = self.pack(period, Audience.IIB, office)
        for audience in (Audience.SCRUTINY, Audience.DEPARTMENT, Audience.PUBLIC):
            recipe = STANDARD[audience]
            others.open_other(self.session, board, recipe, office, at=moment)
            pack = self.pack(period, audience, office)
            edition = packs.issue(self.session, pack, office, at=moment)
            if recipe.audience is Audience.PUBLIC:
                said = frozen_document(edition)
                others.publish(self.session, edition, said, office, at=moment, shown=True)
