"""The organisation's own Word template: checked when it is sent, filled when a report is printed.

A template is data. It may name the fields below and, at most, ask whether one is empty; it is
never run, fetches nothing and holds no macro.
"""

import io
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

import docx
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from webapp.domain.errors import Incomplete
from webapp.packs.cover.document import CoverDocument
from webapp.packs.cover.docx import body, finish, front
from webapp.packs.renderers import word_file, word_template
from webapp.packs.renderers.word_blocks import Writer


@dataclass(frozen=True)
class Field:
    """What a template can name: what it prints, and an example."""

    meaning: str
    example: str


LINES: Mapping[str, Field] = {
    "organisation": Field("The organisation", "Westmere Combined Authority"),
    "programme": Field("The programme", "Improvement programme"),
    "committee": Field("The committee", "Overview and Scrutiny Committee"),
    "meeting_date": Field("The day of the meeting", "18 March 2027"),
    "agenda_item": Field("The number on the agenda", "6"),
    "title": Field("The title of the report", "Improvement programme: progress report"),
    "report_of": Field("Name and post of whose report it is", "A. Officer, Director"),
    "lead_member": Field("The lead member", "Leader of the Council"),
    "public_report": Field("Whether it may be published", "Yes"),
    "key_decision": Field("Whether it is a key decision", "No"),
    "voting": Field("The voting arrangements", "To note"),
    "edition": Field("The edition, or that it is a draft", "Edition 1"),
    "running_title": Field("A line for the foot of the page", "Committee · date · edition"),
}
BLOCKS: Mapping[str, Field] = {
    "front": Field("The front matter as a table", "Report of, lead member, key decision and so on"),
    "body": Field("Everything from the recommendations on", "Recommendations, sections, sign-offs"),
}
"""Fields that stand for whole paragraphs and tables."""
NEEDED = ("title", "committee", "meeting_date", "body")

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.Not,
)
_PLACE = "waymark-{}-goes-here"


class _Environment(SandboxedEnvironment):
    """Jinja that knows names and conditions, and refuses all else before it is run."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED):
                raise Incomplete(f"A template cannot use “{type(node).__name__.lower()}”")
        return tree


def fill(file: bytes, document: CoverDocument) -> bytes:
    """Return the template with a report in it; the same two give the same bytes.

    Headings keep the template's own styles; styles that it lacks are added. Raises
    jinja2.TemplateError for a template that `check` would refuse.
    """
    template = DocxTemplate(io.BytesIO(file))
    environment = _Environment(undefined=StrictUndefined, autoescape=True)
    places = {name: Markup(_marker(name)) for name in BLOCKS}  # noqa: S704 - our own words
    template.render(_values(document) | places, environment)
    filled: WordFile = template.docx
    _add_styles(filled)
    writer = Writer(filled)
    made = {"front": front(writer, document), "body": "".join(body(writer, document))}
    for paragraph in list(filled.element.body.iter(qn("w:p"))):
        text = "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        for name, content in made.items():
            if text == _PLACE.format(name):
                for element in word_file.elements(content):
                    paragraph.addprevious(element)
                paragraph.getparent().remove(paragraph)
    return finish(filled, document)


def _marker(name: str) -> str:
    """Return the paragraph that keeps the place of a block while the words are filled in."""
    return f"<w:p><w:r><w:t>{_PLACE.format(name)}</w:t></w:r></w:p>"


def _values(document: CoverDocument) -> dict[str, str]:
    """Return the words of each field; one that the report lacks is empty."""
    labelled = dict(document.front)
    return {
        "organisation": document.organisation,
        "programme": document.programme,
        "committee": document.committee,
        "meeting_date": document.meets_label,
        "agenda_item": document.agenda_item,
        "title": document.title,
        "report_of": labelled.get("Report of", ""),
        "lead_member": labelled.get("Lead member", ""),
        "public_report": labelled.get("Public report", ""),
        "key_decision": labelled.get("Key decision", ""),
        "voting": labelled.get("Voting arrangements", ""),
        "edition": document.edition_label,
        "running_title": document.running_title,
    }


def _add_styles(file: WordFile) -> None:
    """Add the styles that our text is set in where the template has none of that name."""
    ours = docx.Document(io.BytesIO(word_template.blank())).styles.element
    theirs = file.styles.element
    known = {style.get(qn("w:styleId")) for style in theirs.iter(qn("w:style"))}
    for style in ours.iter(qn("w:style")):
        if style.get(qn("w:styleId")) not in known:
            theirs.append(deepcopy(style))


_ITEM = "{% if agenda_item %}\tAgenda item {{ agenda_item }}{% endif %}"


def starting() -> bytes:
    """Return a template to begin with: our own layout, with every field in its place."""
    file = docx.Document(io.BytesIO(word_template.blank()))
    file.sections[0].different_first_page_header_footer = False
    for style, text in (
        ("Report Organisation", "{{ organisation }}"),
        ("Committee", "{{ committee }}"),
        (
            "Meeting",
            "{{ meeting_date }}{% if agenda_item %}\tAgenda item {{ agenda_item }}{% endif %}",
        ),
        ("Report Title", "{{ title }}"),
        ("Normal", "{{p front }}"),
        ("Normal", "{{p body }}"),
    ):
        file.add_paragraph(text, style)
    word_template.footer(file, "{{ running_title }}")
    return finish(file, EXAMPLE)


EXAMPLE = CoverDocument(
    organisation="Organisation",
    programme="Programme",
    committee="Committee",
    meets_on="2027-03-18",
    meets_label="18 March 2027",
    agenda_item="6",
    title="Title",
    front=(("Report of", "Name, post"), ("Key decision", "No")),
    sections=(),
    edition=None,
    edition_label="Draft",
    public=False,
    prepared_on="2027-03-01",
    prepared_label="1 March 2027",
)
"""A report to try a template with."""
