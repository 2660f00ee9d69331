"""Settings, read once from the environment; a wrong one stops the start with a sentence."""

import base64
import binascii
import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from click import ClickException
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
QUEUE = str(ROOT / "instance" / "queue.sqlite3")
PROOF_LASTS = timedelta(minutes=15)
LONGEST_PROOF = timedelta(hours=12)
"""A sign-in ends then in any case."""
SHORTEST_SECRET = 32
SIGNING_KEY_BYTES = 32
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NOTIFY_ID = re.compile(_UUID)
NOTIFY_KEY = re.compile(f".-{_UUID}-{_UUID}$")
HIGHEST_PORT = 65_535
PAPER_MB, PAPERS_MB = 20, 100
"""The largest file that may be an appendix of a pack, and all of a pack together."""
MOST_MEGABYTES = 200
"""An edition with its appendices goes out as one file, which has to be made in memory."""


class SettingsError(ClickException):
    """A setting is missing or wrong; the message says which, why and what to do."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where messages are handed in, and in whose name."""

    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str
    """The address messages come from: reports@example.org or Waymark <reports@example.org>."""


@dataclass(frozen=True, kw_only=True)
class NotifyService:
    """Our service on GOV.UK Notify, and its template that holds ((subject)) and ((body))."""

    key: str = field(repr=False)
    template: str
    address: str = "https://api.notifications.service.gov.uk"


def new_signing_key() -> bytes:
    """Return a new private key."""
    return secrets.token_bytes(SIGNING_KEY_BYTES)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and another."""

    database_url: str
    secret_key: str
    production: bool = False
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    proxies: int = 0
    """How many reverse proxies stand in front and set X-Forwarded headers."""
    public_address: str = "http://127.0.0.1:8000"
    """Where people reach Waymark; links in messages begin with it."""
    mail: MailServer | None = None
    """None when no server is named: messages are then printed, or wait where it is for real."""
    notify: NotifyService | None = None
    """Used in place of a mail server where it is set."""
    proof_lasts: timedelta = PROOF_LASTS
    """How long after giving the password somebody may issue and publish without giving it again."""
    queue: str = QUEUE
    """Where the worker notes its next jobs: a PostgreSQL address, or else a SQLite file."""
    paper_bytes: int = PAPER_MB * 1_000_000
    """The largest file that may be added to a pack as an appendix."""
    papers_bytes: int = PAPERS_MB * 1_000_000
    """What all appendices of one pack may have together."""
    signing_key: bytes = field(default_factory=new_signing_key, repr=False)
    """The Ed25519 key that signs the audit record; one of its own where none is given."""


def _local_secret(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Return the key kept in the instance folder under a name, writing it the first time.

    It is there whole or not at all, so of several that start at once all take the same one.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"{name}.{secrets.token_hex(8)}"
        new.touch(mode=0o600)
        new.write_text(make())
        with suppress(FileExistsError):
            path.hardlink_to(new)
        new.unlink()
    return path.read_text().strip()


def _signing_key(value: str) -> bytes:
    """Return the private key of the record; raises SettingsError when it is not one."""
    try:
        key = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != SIGNING_KEY_BYTES:
        raise SettingsError(
            "WAYMARK_SIGNING_KEY must be 32 random bytes in base64. "
            "Make one with `openssl rand -base64 32`."
        )
    return key


def _database_url(value: str) -> str:
    """Return the address with its driver named; raises SettingsError when it is not usable."""
    try:
        url = make_url(value)
    except ArgumentError as error:
        message = (
            "WAYMARK_DATABASE_URL is not a database address. Write it as "
            "postgresql://user:password@host/name or sqlite:////folder/file.sqlite3."
        )
        raise SettingsError(message) from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if backend == "sqlite" and url.database and Path(url.database).is_absolute():
        return url.render_as_string(hide_password=False)
    if backend == "sqlite":
        message = (
            "WAYMARK_DATABASE_URL names a SQLite file without its full path, so each command could "
            "open another file. Write sqlite:////folder/file.sqlite3, with four slashes."
        )
        raise SettingsError(message)
    message = (
        f"WAYMARK_DATABASE_URL asks for {backend}, which Waymark does not use. "
        "Use PostgreSQL or SQLite."
    )
    raise SettingsError(message)


def _proxies(value: str) -> int:
    """Return the number of proxies; raises SettingsError when it is not a whole number."""
    if not value.isdecimal():
        raise SettingsError(
            "WAYMARK_PROXIES must be a whole number: how many reverse proxies stand in front."
        )
    return int(value)


def _mail(environment: Mapping[str, str]) -> MailServer | None:
    """Return the mail server, or None when none is named; raises SettingsError."""
    host = environment.get("WAYMARK_SMTP_HOST", "").strip()
    if not host:
        return None
    port = environment.get("WAYMARK_SMTP_PORT") or "587"
    if not (port.isascii() and port.isdecimal() and 0 < int(port) <= HIGHEST_PORT):
        raise SettingsError("WAYMARK_SMTP_PORT must be a port number, such as 587.")
    user = environment.get("WAYMARK_SMTP_USER", "")
    password = environment.get("WAYMARK_SMTP_PASSWORD", "")
    if bool(user) != bool(password):
        raise SettingsError(
            "Set both WAYMARK_SMTP_USER and WAYMARK_SMTP_PASSWORD, or neither of them."
        )
    sender = environment.get("WAYMARK_MAIL_FROM", "").strip()
    if "@" not in sender or not sender.isprintable():
        raise SettingsError(
            "WAYMARK_MAIL_FROM must be the email address that messages come from. "
            "Set it wherever WAYMARK_SMTP_HOST is set."
        )
    return MailServer(host=host, port=int(port), user=user, password=password, sender=sender)


def _notify(environment: Mapping[str, str]) -> NotifyService | None:
    """Return the service on GOV.UK Notify, or None when none is named; raises SettingsError."""
    key = environment.get("WAYMARK_NOTIFY_KEY", "").strip()
    template = environment.get("WAYMARK_NOTIFY_TEMPLATE", "").strip()
    if not key and not template:
        return None
    if not NOTIFY_KEY.search(key) or not NOTIFY_ID.fullmatch(template):
        raise SettingsError(
            "WAYMARK_NOTIFY_KEY must be the whole API key of GOV.UK Notify, with its name, and "
            "WAYMARK_NOTIFY_TEMPLATE the ID of an email template. Set both, or neither of them."
        )
    return NotifyService(key=key, template=template)


def _proof_lasts(environment: Mapping[str, str]) -> timedelta:
    """Return how long a password that was given counts; raises SettingsError."""
    value = environment.get("WAYMARK_PROOF_MINUTES", "").strip()
    if not value:
        return PROOF_LASTS
    most = LONGEST_PROOF // timedelta(minutes=1)
    if not (value.isascii() and value.isdecimal() and 0 < int(value) <= most):
        raise SettingsError(
            f"WAYMARK_PROOF_MINUTES must be a whole number of minutes from 1 to {most}."
        )
    return timedelta(minutes=int(value))


def _queue(environment: Mapping[str, str]) -> str:
    """Return where the worker notes its next jobs; raises SettingsError for another address."""
    value = environment.get("WAYMARK_QUEUE", "").strip() or QUEUE
    if value.startswith("postgresql://") or Path(value).is_absolute():
        return value
    raise SettingsError(
        "WAYMARK_QUEUE must be postgresql://user:password@host/name or the full path of a file."
    )


def _megabytes(environment: Mapping[str, str], name: str, usual: int) -> int:
    """Return a size in bytes that is set in MB; raises SettingsError when it is not one."""
    value = environment.get(name, "").strip() or str(usual)
    if not (value.isascii() and value.isdecimal() and 0 < int(value) <= MOST_MEGABYTES):
        raise SettingsError(f"{name} must be a whole number of MB from 1 to {MOST_MEGABYTES}.")
    return int(value) * 1_000_000


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Without WAYMARK_ENV=production it serves this machine only: a database and a secret key in the
    instance folder, made when missing. Raises SettingsError naming the setting that is wrong.
    """
    instance = ROOT / "instance"
    kind = environment.get("WAYMARK_ENV", "local")
    if kind not in ("local", "production"):
        raise SettingsError(
            f"WAYMARK_ENV is {kind!r}. Set it to production, or leave it out for local use."
        )
    paper_bytes = _megabytes(environment, "WAYMARK_PAPER_MB", PAPER_MB)
    papers_bytes = _megabytes(environment, "WAYMARK_PAPERS_MB", PAPERS_MB)
    if kind == "local":
        instance.mkdir(parents=True, exist_ok=True)
        return Settings(
            database_url=_database_url(
                environment.get("WAYMARK_DATABASE_URL", f"sqlite:///{instance / 'waymark.sqlite3'}")
            ),
            secret_key=environment.get("WAYMARK_SECRET_KEY")
            or _local_secret(instance, "secret-key", lambda: secrets.token_urlsafe(48)),
            mail=_mail(environment),
            notify=_notify(environment),
            proof_lasts=_proof_lasts(environment),
            queue=_queue(environment),
            paper_bytes=paper_bytes,
            papers_bytes=papers_bytes,
            signing_key=_signing_key(
                environment.get("WAYMARK_SIGNING_KEY")
                or _local_secret(
                    instance, "signing-key", lambda: base64.b64encode(new_signing_key()).decode()
                )
            ),
        )
    needed = (
        "WAYMARK_DATABASE_URL",
        "WAYMARK_SECRET_KEY",
        "WAYMARK_SIGNING_KEY",
        "WAYMARK_HOSTS",
        "WAYMARK_ADDRESS",
    )
    if missing := [name for name in needed if not environment.get(name)]:
        raise SettingsError(
            f"Set {', '.join(missing)} before starting in production. The README says how."
        )
    if len(environment["WAYMARK_SECRET_KEY"]) < SHORTEST_SECRET:
        raise SettingsError(
            f"WAYMARK_SECRET_KEY is too short. Use {SHORTEST_SECRET} random characters or more."
        )
    if not environment["WAYMARK_ADDRESS"].startswith("https://"):
        message = (
            "WAYMARK_ADDRESS must begin with https://, or sign-in cookies would travel unprotected."
        )
        raise SettingsError(message)
    return Settings(
        database_url=_database_url(environment["WAYMARK_DATABASE_URL"]),
        secret_key=environment["WAYMARK_SECRET_KEY"],
        production=True,
        trusted_hosts=tuple(environment["WAYMARK_HOSTS"].replace(",", " ").split()),
        proxies=_proxies(environment.get("WAYMARK_PROXIES", "1")),
        public_address=environment["WAYMARK_ADDRESS"].rstrip("/"),
        mail=_mail(environment),
        notify=_notify(environment),
        proof_lasts=_proof_lasts(environment),
        queue=_queue(environment),
        paper_bytes=paper_bytes,
        papers_bytes=papers_bytes,
        signing_key=_signing_key(environment["WAYMARK_SIGNING_KEY"]),
    )


def read_settings() -> Settings:
    """Read the settings of this process; see `settings_from`."""
    return settings_from(os.environ)
