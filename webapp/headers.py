"""Security headers of every answer, and caching: pages with data are never stored."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
FROM_OUTSIDE = ("papers.file", "papers.download", "papers.download_published")
"""What sends files that somebody else made: even if a browser showed one, it could do nothing."""
SANDBOX = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
CACHED = {"static": "public, max-age=31536000, immutable", "planning.feed": "private"}
"""What may be kept, and by whom: a calendar program keeps the dates of its own person."""


def init_app(app: Flask, *, production: bool) -> None:
    """Set the headers on every answer of the application, errors included."""

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        found = response.status_code in (200, 206, 304)
        if found and request.endpoint in FROM_OUTSIDE:
            response.headers["Content-Security-Policy"] = SANDBOX
        if production:
            response.headers["Strict-Transport-Security"] = HSTS
        kept = CACHED.get(request.endpoint or "") if found else None
        response.headers["Cache-Control"] = kept or "no-store"
        return response
