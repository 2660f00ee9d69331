"""Settings, read once from the environment; a wrong one stops the start with a sentence."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from click import ClickException
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
HIGHEST_PORT = 65_535


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


def _local_secret(folder: Path) -> str:
    """Return the key kept in the instance folder, writing it the first time."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


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
    if kind == "local":
        instance.mkdir(parents=True, exist_ok=True)
        return Settings(
            database_url=_database_url(
                environment.get("WAYMARK_DATABASE_URL", f"sqlite:///{instance / 'waymark.sqlite3'}")
            ),
            secret_key=environment.get("WAYMARK_SECRET_KEY") or _local_secret(instance),
            mail=_mail(environment),
        )
    needed = ("WAYMARK_DATABASE_URL", "WAYMARK_SECRET_KEY", "WAYMARK_HOSTS", "WAYMARK_ADDRESS")
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
    )


def read_settings() -> Settings:
    """Read the settings of this process; see `settings_from`."""
    return settings_from(os.environ)
