"""Forms of the pieces of a cover report: what each is made of, no rules."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, ValidationError

from webapp.fields import DateParts, ExemptField
from webapp.narrative import SCHEMES
from webapp.packs.cover.content import (
    LINE_LIMIT,
    Appendix,
    BackgroundPaper,
    Paragraph,
    Part,
    Piece,
    Recommendation,
)
from webapp.packs.cover.fields import line, reference, show_exempt, text, with_reference
from webapp.packs.cover.pieces import Kind


class PieceForm(FlaskForm):  # type: ignore[misc]
    """The common part of the forms of pieces: which state of it was on the page."""

    seen = HiddenField()

    def piece(self, handle: str, stored: Piece | None) -> Piece:
        """Return what was typed as a piece of that handle."""
        raise NotImplementedError

    def show(self, stored: Any) -> None:  # noqa: ANN401 - a piece of the form's own kind
        """Fill the form with what is stored."""
        for name, field in self._fields.items():
            if name == "exempt":
                show_exempt(self, stored.exempt)
            elif isinstance(field, DateParts):
                field.process(None, getattr(stored, name))
            elif hasattr(stored, name):
                field.data = getattr(stored, name)


class RecommendationForm(PieceForm):
    """A recommendation."""

    text = text("What the committee is asked to do", "Say what the committee is asked to do")
    refer = reference()
    exempt = ExemptField()

    def piece(self, handle: str, stored: Piece | None) -> Recommendation:  # noqa: ARG002 - see PieceForm
        """Return what was typed."""
        text = with_reference(self)
        return Recommendation(handle=handle, text=text, exempt=self.exempt.data)


class PartForm(PieceForm):
    """A section; its paragraphs have forms of their own."""

    heading = line("Heading of the section", "Enter the heading")

    def piece(self, handle: str, stored: Piece | None) -> Part:
        """Return what was typed, with the paragraphs there are."""
        inside = stored.paragraphs if isinstance(stored, Part) else ()
        return Part(handle=handle, heading=self.heading.data, paragraphs=inside)


class ParagraphForm(PieceForm):
    """A numbered paragraph."""

    heading = line("Heading (optional)")
    text = text("Text", "Write the paragraph")
    refer = reference()
    ratings = BooleanField("Print the pack’s table of ratings below this paragraph")
    exempt = ExemptField()

    def piece(self, handle: str, stored: Piece | None) -> Paragraph:  # noqa: ARG002 - see PieceForm
        """Return what was typed."""
        return Paragraph(
            handle=handle,
            heading=self.heading.data,
            text=with_reference(self),
            ratings=self.ratings.data,
            exempt=self.exempt.data,
        )


class AppendixForm(PieceForm):
    """A paper behind the report; the pack itself needs no author and date."""

    title = line("Title", "Enter the title")
    author = line("Author (optional)")
    dated = DateParts("Date of the paper (optional)")
    exempt = ExemptField()

    def piece(self, handle: str, stored: Piece | None) -> Appendix:
        """Return what was typed; the pack stays the pack."""
        return Appendix(
            handle=handle,
            title=self.title.data,
            pack=isinstance(stored, Appendix) and stored.pack,
            author=self.author.data,
            dated=self.dated.data,
            exempt=self.exempt.data,
        )


class PaperForm(PieceForm):
    """A background paper."""

    title = line("Title", "Enter the title")
    link = line("Address where it can be read (optional)", limit=LINE_LIMIT)

    def validate_link(self, field: StringField) -> None:
        """Check that the address begins with what a browser can open."""
        if field.data and not field.data.lower().startswith(SCHEMES):
            raise ValidationError("Begin the address with https://")

    def piece(self, handle: str, stored: Piece | None) -> BackgroundPaper:  # noqa: ARG002 - see PieceForm
        """Return what was typed."""
        return BackgroundPaper(handle=handle, title=self.title.data, link=self.link.data)


PIECE_FORMS: Mapping[Kind, type[PieceForm]] = {
    Kind.RECOMMENDATION: RecommendationForm,
    Kind.PART: PartForm,
    Kind.PARAGRAPH: ParagraphForm,
    Kind.APPENDIX: AppendixForm,
    Kind.PAPER: PaperForm,
}
