"""What a rule may refuse with; each carries sentences for the person who is refused."""

from datetime import datetime

from webapp.domain.content import UpdateContent


class Refusal(Exception):
    """A rule said no. `reason` says what and why, `next_step` what to do."""

    def __init__(self, reason: str, next_step: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.next_step = next_step


class NotFound(Refusal):
    """It does not exist, or this person may not know that it does."""

    def __init__(self) -> None:
        super().__init__("This page does not exist, or you do not have access to it.")


class NotAllowed(Refusal):
    """This person may not do this."""


class IllegalMove(Refusal):
    """The thing is in a state that does not allow this."""


class Stale(Refusal):
    """Somebody changed it after this person's page was loaded."""


class Incomplete(Refusal):
    """Something must be mended first."""


class SectionConflict(Exception):
    """Two people wrote the same section; nothing was saved and both texts are still there."""

    def __init__(self, by: str, saved_at: datetime, theirs: UpdateContent) -> None:
        super().__init__(by)
        self.by = by
        self.saved_at = saved_at
        self.theirs = theirs
