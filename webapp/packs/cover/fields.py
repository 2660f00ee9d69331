"""Fields that the forms of cover reports share."""

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField, StringField, TextAreaField

from webapp.fields import AtMost, Needed, tidy
from webapp.packs.cover.content import TEXT_LIMIT
from webapp.packs.cover.pieces import Kind
from webapp.packs.cover.references import Labels

NAME_LIMIT = 200


def line(label: str, missing: str = "", limit: int = NAME_LIMIT) -> Any:  # noqa: ANN401 - its text is never missing, as WTForms would have it
    """Return a field for a line of text, which must be given where `missing` says so."""
    needed = [Needed(missing)] if missing else []
    return StringField(label, filters=[tidy], validators=[*needed, AtMost(limit)])


def text(label: str, missing: str = "", limit: int = TEXT_LIMIT) -> Any:  # noqa: ANN401 - as above
    """Return a field for Markdown or a few lines."""
    needed = [Needed(missing)] if missing else []
    return TextAreaField(label, filters=[tidy], validators=[*needed, AtMost(limit)])


def person(label: str) -> SelectField:
    """Return a field to choose a person; who there is, is offered later."""
    return SelectField(label, coerce=int, choices=[], default=0)


def show_exempt(form: Any, exempt: Any) -> None:  # noqa: ANN401 - any form with such a field
    """Fill a mark as exempt with what is stored."""
    form.exempt.form.paragraph.data = exempt.paragraph if exempt else None
    form.exempt.form.reason.data = exempt.reason if exempt else ""


def reference() -> SelectField:
    """Return a field to choose what a text refers to."""
    return SelectField("Add a reference at the end (optional)", choices=[], default="")


def offer_references(form: Any, labels: Labels, names: Mapping[tuple[str, str], str]) -> None:  # noqa: ANN401 - any form with such a field
    """Offer what a text can refer to, each with the letter or number it has now."""
    form.refer.choices = [
        ("", "None"),
        *(
            (f"[{kind}: {handle}]", f"{_named(kind, label)}: {names.get((kind, handle), '')}")
            for (kind, handle), label in labels.items()
            if kind != Kind.PART
        ),
    ]


def _named(kind: str, label: str) -> str:
    return label if kind == Kind.APPENDIX else f"{kind.capitalize()} {label}"


def with_reference(form: Any) -> str:  # noqa: ANN401 - any form with a text and a reference
    """Return the typed text with the reference that was chosen at its end."""
    return " ".join(filter(None, (form.text.data, form.refer.data)))
