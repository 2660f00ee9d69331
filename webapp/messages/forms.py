"""The form for the words of a message."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from webapp.fields import Needed
from webapp.messages.sent import row_number
from webapp.notifications.wording import Words, faults


def _plain(text: str | None) -> str:
    """Take text with plain line ends and nothing around it."""
    return (text or "").replace("\r\n", "\n").strip()


class WordingForm(FlaskForm):  # type: ignore[misc]
    """Subject and message of one kind; `seen` is the latest change that was on the page."""

    seen = HiddenField()
    subject = StringField("Subject", filters=[_plain], validators=[Needed("Enter a subject")])
    body = TextAreaField("Message", filters=[_plain], validators=[Needed("Enter a message")])

    def __init__(self, kind: str, words: Words, seen: int) -> None:
        super().__init__(data={"subject": words.subject, "body": words.body, "seen": str(seen)})
        self.kind = kind

    @property
    def words(self) -> Words:
        """What was typed."""
        return Words(self.subject.data or "", self.body.data or "")

    @property
    def seen_number(self) -> int:
        """The number of the latest change on the page, 0 for none."""
        return row_number(self.seen.data or "")

    def validate(self, extra_validators: object = None) -> bool:
        """Return whether the words will do; each fault stands beside its field."""
        fine = bool(super().validate(extra_validators))
        for name, sentence in faults(self.kind, self.words) if fine else ():
            self[name].errors = [*self[name].errors, sentence]
            fine = False
        return fine
