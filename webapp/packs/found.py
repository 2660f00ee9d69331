"""What the checks found, as pages show it: where it is mended, and the form to go out with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from webapp.packs.accepting import Judged
from webapp.packs.checking import Finding
from webapp.packs.forms import AcceptForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link to where something can be read or mended."""

    words: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A finding on a page, with the ways from it and the form that accepts it."""

    judged: Judged
    ways: tuple[Way, ...]
    form: AcceptForm


def shown(
    judged: Iterable[Judged],
    ways: Callable[[Finding], Iterable[Way]],
    typed: AcceptForm | None = None,
) -> tuple[Shown, ...]:
    """Return findings as a page shows them; `typed` is the form that came back with mistakes.

    `ways` returns the links from what was found.
    """
    return tuple(
        Shown(judged=one, ways=tuple(ways(one.finding)), form=_form(one, typed)) for one in judged
    )


def accept_form(one: Judged) -> AcceptForm:
    """Return the form to accept a finding with what is typed in it."""
    return AcceptForm(prefix=_prefix(one))


def _form(one: Judged, typed: AcceptForm | None) -> AcceptForm:
    if typed is not None and typed.reason.name.startswith(_prefix(one)):
        return typed
    reason = one.decision.reason if one.decision else ""
    return AcceptForm(formdata=None, prefix=_prefix(one), data={"reason": reason})


def _prefix(one: Judged) -> str:
    return f"finding-{one.handle}"
