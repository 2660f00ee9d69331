"""What every answer must be: each page and part the tests fetch is read here and checked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml import html
from werkzeug.test import TestResponse

from webapp.headers import HEADERS, SANDBOX

Element = Any
"""An element of the tree; lxml has no types."""
LABELLED = "//input[not(@type='hidden') and not(@type='submit')] | //select | //textarea"
TARGETS = ("hx-target", "hx-target:inherited", "hx-include", "hx-indicator")
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")
RELATIVE_TARGETS = ("this", "closest ", "find ", "next", "previous", "body", "none")


class Broken(AssertionError):
    """An answer that is not what every answer must be."""


@dataclass
class Form:
    """A form of a page with the values a browser would send."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Words, name, value and own address of each button that sends the form."""


class Page:
    """An answer with its HTML read."""

    def __init__(self, response: TestResponse, url: str) -> None:
        self.response = response
        self.url = url
        self.status = response.status_code
        self.headers = response.headers
        is_read = response.mimetype == "text/html" and not 300 <= self.status < 400
        self.body = response.get_data()
        self.source = response.get_data(as_text=True) if is_read else ""
        self.is_html = bool(self.source.strip())
        self.is_part = self.is_html and "<html" not in self.source[:600].lower()
        self.tree: Element = html.document_fromstring(self.source) if self.is_html else None

    def all(self, xpath: str) -> list[Element]:
        """Return the elements, or texts, that an XPath finds."""
        return list(self.tree.xpath(xpath))

    @property
    def text(self) -> str:
        """The words of the page with single spaces."""
        return words(self.tree)

    @property
    def main(self) -> str:
        """The words of the page's main part."""
        return words(self.all("//main")[0])

    @property
    def h1(self) -> str:
        """The words of the page's heading."""
        return words(self.all("//h1")[0])

    @property
    def links(self) -> list[tuple[str, str]]:
        """Words and address of each link."""
        return [(words(a), a.get("href")) for a in self.all("//a[@href]")]

    @property
    def errors(self) -> list[str]:
        """The messages of the error summary."""
        return [words(li) for li in self.all("//*[contains(@class, 'govuk-error-summary')]//li")]

    @property
    def forms(self) -> list[Form]:
        """The forms of the page, in order."""
        return [_form(element, self.url) for element in self.all("//form")]

    def form(self, ending: str) -> Form:
        """Return the form whose address, without its query, ends so."""
        for form in self.forms:
            if form.action.partition("?")[0].endswith(ending):
                return form
        raise Broken(f"no form goes to …{ending}, only {[form.action for form in self.forms]}")

    def value(self, name: str) -> str:
        """Return the value of the first field of that name in any form."""
        return next(value for form in self.forms for key, value in form.values if key == name)


def words(element: Element) -> str:
    """Return the words of an element with single spaces."""
    return " ".join(element.text_content().split())


def _form(element: Element, url: str) -> Form:
    """Read what a browser would send for a form."""
    form = Form(
        urljoin(url, element.get("action") or url), (element.get("method") or "get").lower()
    )
    for control in element.xpath(".//input | .//select | .//textarea | .//button"):
        name, kind = control.get("name"), (control.get("type") or control.tag).lower()
        if control.tag == "button" or kind == "submit":
            form.buttons.append(
                (
                    words(control) or control.get("value", ""),
                    name or "",
                    control.get("value", ""),
                    urljoin(url, control.get("formaction") or form.action),
                )
            )
        elif name is not None and control.get("disabled") is None:
            form.values += [(name, value) for value in _values(control, kind)]
    return form


def _values(control: Element, kind: str) -> Iterator[str]:
    """Return what a browser would send for one control."""
    if control.tag == "select":
        chosen = control.xpath(".//option[@selected]") or control.xpath("(.//option)[1]")
        yield from (option.get("value", option.text or "") for option in chosen)
    elif control.tag == "textarea":
        yield (control.text or "").removeprefix("\n")
    elif kind not in ("radio", "checkbox"):
        yield control.get("value", "")
    elif control.get("checked") is not None:
        yield control.get("value", "on")


def check(page: Page) -> None:
    """Raise Broken when an answer lacks its security headers or its HTML is not sound."""
    boxed = page.headers.get("Content-Security-Policy") == SANDBOX
    stricter = {"Content-Security-Policy": SANDBOX} if boxed and not page.is_html else {}
    for name, value in (HEADERS | stricter).items():
        if page.headers.get(name) != value:
            raise Broken(f"{page.url}: {name} is {page.headers.get(name)!r}, not {value!r}")
    if not page.is_html or page.headers.get("Content-Disposition"):
        return
    checks = (_whole_page, _ids, _targets, _labels, _forms, _inline)
    wrong = [problem for look in checks for problem in look(page)]
    if wrong:
        raise Broken(f"{page.url} ({page.status}):\n  " + "\n  ".join(wrong))


def _whole_page(page: Page) -> Iterator[str]:
    """Find what a whole page lacks; a part is a piece of one."""
    if page.is_part:
        return
    if not [title for title in page.all("//head/title") if words(title).strip(" –")]:
        yield "no title"
    headings = page.all("//h1")
    if len(headings) != 1:
        yield f"{len(headings)} level 1 headings: {[words(heading) for heading in headings]}"
    if not page.all("/html/@lang"):
        yield "no language"
    if len(page.all("//main")) != 1:
        yield "not exactly one main part"


def _ids(page: Page) -> Iterator[str]:
    """Find ids used twice and references to ids that are not there."""
    ids = Counter(page.all("//@id"))
    yield from (f"id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    if page.is_part:
        return
    for attribute in REFERENCES:
        for value in page.all(f"//@{attribute}"):
            for name in value.split():
                if name not in ids:
                    yield f"{attribute} names {name!r}, which is not there"
    for anchor in page.all("//a[starts-with(@href, '#')]/@href"):
        if anchor[1:] not in ids:
            yield f"a link leads to {anchor!r}, which is not there"


def _targets(page: Page) -> Iterator[str]:
    """Find targets of htmx that are not on the page."""
    if page.is_part:
        return
    for element in page.all("//*[@*[starts-with(name(), 'hx-')]]"):
        for attribute in TARGETS:
            target = element.get(attribute)
            if target and not target.startswith(RELATIVE_TARGETS):
                yield from _missing_target(page, attribute, target)


def _missing_target(page: Page, attribute: str, selector: str) -> Iterator[str]:
    """Find a CSS selector of htmx that matches nothing; only ids are used as targets."""
    for part in selector.split(","):
        if part.strip().startswith("#") and not page.all(f"//*[@id='{part.strip()[1:]}']"):
            yield f"{attribute} names {part.strip()!r}, which is not there"


def _labels(page: Page) -> Iterator[str]:
    """Find controls without a label, and buttons and links without words."""
    labelled = set(page.all("//label/@for"))
    for control in page.all(LABELLED):
        inside = control.xpath("ancestor::label")
        named = control.get("aria-label") or control.get("aria-labelledby")
        if control.get("id") not in labelled and not inside and not named:
            yield f"{control.tag} {control.get('name') or control.get('id')!r} has no label"
    for element in page.all("//button | //a[@href]"):
        pictured = element.xpath(".//img[@alt != '']")
        if not words(element) and not element.get("aria-label") and not pictured:
            yield f"{element.tag} {element.get('href', '')!r} has no words"
    yield from (f"image {image.get('src')!r} has no alt" for image in page.all("//img[not(@alt)]"))


def _forms(page: Page) -> Iterator[str]:
    """Find forms that do not say where they go, and ones that another site could send."""
    for element in page.all("//form"):
        action = element.get("action")
        if action is None:
            yield "a form has no action"
        posts = (element.get("method") or "get").lower() == "post"
        if posts and not element.xpath(".//input[@name='csrf_token' and @value != '']"):
            yield f"the form to {action} has no csrf_token"


def _inline(page: Page) -> Iterator[str]:
    """Find what the Content-Security-Policy would block, or must never be needed."""
    if page.all("//@style") or page.all("//style"):
        yield f"inline style: {[*page.all('//@style'), *page.all('//style')][:3]}"
    if page.all("//script[not(@src)][not(@type='application/json')]"):
        yield "inline script"
    for element in page.all("//*[@*]"):
        for name in element.attrib:
            if str(name).startswith(("on", "hx-on")):
                yield f"{element.tag} has {name}"
    for value in page.all("//@hx-trigger | //@hx-vals | //@hx-headers"):
        if "js:" in value or "javascript:" in value:
            yield f"htmx would evaluate {value!r}"
