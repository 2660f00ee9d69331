"""Forms of papers: the file, and what is said of it; no rules."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField

from webapp.fields import AtMost, DateParts, ExemptField, Needed, tidy
from webapp.packs.papers.actions import Words

NAME_LIMIT = 200
ABOUT_LIMIT = 500


class WordsForm(FlaskForm):  # type: ignore[misc]
    """What is said of a paper."""

    seen = HiddenField()
    title = StringField(
        "Title", filters=[tidy], validators=[Needed("Enter the title"), AtMost(NAME_LIMIT)]
    )
    author = StringField(
        "Author",
        filters=[tidy],
        validators=[Needed("Say which person or body wrote it"), AtMost(NAME_LIMIT)],
    )
    dated_on = DateParts("Date of the paper", validators=[Needed("Enter the date of the paper")])
    about = StringField("What it is (optional)", filters=[tidy], validators=[AtMost(ABOUT_LIMIT)])
    exempt = ExemptField()

    def words(self) -> Words:
        """Return what was typed."""
        assert self.dated_on.data is not None  # noqa: S101 - the form was validated
        return Words(
            title=self.title.data or "",
            author=self.author.data or "",
            dated_on=self.dated_on.data,
            about=self.about.data or "",
            exempt=self.exempt.data,
        )

    def show(self, words: Words) -> None:
        """Fill the form with what is stored."""
        self.title.data, self.author.data = words.title, words.author
        self.about.data = words.about
        self.dated_on.process(None, words.dated_on)
        self.exempt.form.paragraph.data = words.exempt.paragraph if words.exempt else None
        self.exempt.form.reason.data = words.exempt.reason if words.exempt else ""


class AddForm(WordsForm):
    """A paper with its file."""

    file = FileField("File", validators=[FileRequired("Choose a file")])
