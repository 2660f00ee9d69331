"""A browser that is signed in and keeps its connection: pages, forms and what each answer cost."""

import html
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from bench.served import CPU, STATEMENTS

PATIENCE = 30.0
"""Seconds to wait for an answer."""


@dataclass(frozen=True)
class Answer:
    """One answer, with the seconds it took and what it cost the server."""

    status: int
    location: str
    body: bytes
    seconds: float
    statements: int
    cpu_ms: float

    def field(self, name: str) -> str:
        """Return the value of a form's hidden field; raises LookupError when there is none."""
        pattern = rf'name="{name}"[^>]*? value="([^"]*)"'
        found = re.search(pattern, self.body.decode())
        if found is None:
            raise LookupError(f"no field {name!r} on the page")
        return html.unescape(found[1])


class Browser:
    """One browser; `cookie` is what a sign-in gave it."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookie = cookie

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        if given := response.getheader("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        target = urlsplit(response.getheader("Location") or "")
        return Answer(
            status=response.status,
            location=target.path,
            body=content,
            seconds=seconds,
            statements=int(response.getheader(STATEMENTS) or 0),
            cpu_ms=int(response.getheader(CPU) or 0) / 1000,
        )
