"""Open sessions of people, for processes that send requests as them."""

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import Person, SignInSession
from webapp.clock import now
from webapp.identity import ABSOLUTE, token_digest


@dataclass
class Tokens:
    """Sessions of people, each opened once; the real clock runs in the child processes."""

    session: Session
    known: dict[int, str]

    def of(self, person: Person) -> str:
        """Return the token of a person's session."""
        if person.id not in self.known:
            token = self.known[person.id] = secrets.token_urlsafe(32)
            at = now()
            self.session.add(
                SignInSession(
                    person_id=person.id,
                    token_sha256=token_digest(token),
                    created_at=at,
                    last_seen_at=at,
                    expires_at=at + ABSOLUTE,
                )
            )
        return self.known[person.id]
