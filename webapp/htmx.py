"""All that knows about htmx: is a part wanted, where to go next, and what caches must know."""

from flask import Flask, Response, redirect, render_template, request
from htmx_flask import make_response

from webapp.extensions import htmx as extension


def is_part() -> bool:
    """Return whether htmx asks for a part; restoring history and boosted links want whole pages."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-History-Restore-Request") != "true"
        and headers.get("HX-Boosted") != "true"
    )


def page_or_part(page: str, part: str, status: int = 200, /, **context: object) -> Response:
    """Render the part when htmx asks for one, else the page that includes it."""
    body = render_template(part if is_part() else page, **context)
    return Response(body, status=status, mimetype="text/html")


def go(url: str) -> Response:
    """Send the browser to a page after a form: 303, or HX-Redirect when htmx asked."""
    if is_part():
        response: Response = make_response("", redirect=url)
        return response
    return Response(status=303, headers={"Location": redirect(url, 303).location})


def init_app(app: Flask) -> None:
    """Bind htmx-flask and tell caches that an address may answer with a page or a part."""
    extension.init_app(app)

    @app.after_request
    def vary(response: Response) -> Response:
        response.vary.add("HX-Request")
        return response
