"""Settings: each wrong one stops the start with a sentence; and what makes SQLite safe."""

import base64
import stat
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pysqlite3.dbapi2
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from webapp import config
from webapp.app import create_app
from webapp.config import MailServer, Settings, SettingsError, settings_from
from webapp.extensions import JOINS_TRIED, engine_options, guard, reading_only, wal_is_safe

PRODUCTION = {
    "WAYMARK_ENV": "production",
    "WAYMARK_DATABASE_URL": "postgresql://waymark:secret@db.example/waymark",
    "WAYMARK_SECRET_KEY": "k" * 32,
    "WAYMARK_SIGNING_KEY": base64.b64encode(bytes(range(32))).decode(),
    "WAYMARK_HOSTS": "waymark.example.org, www.example.org",
    "WAYMARK_ADDRESS": "https://waymark.example.org/",
}

MAIL = {
    "WAYMARK_SMTP_HOST": "mail.example.org",
    "WAYMARK_SMTP_USER": "waymark",
    "WAYMARK_SMTP_PASSWORD": "quiet",
    "WAYMARK_MAIL_FROM": "Waymark <w@example.org>",
}


def test_settings_of_an_installation() -> None:
    assert settings_from(PRODUCTION) == Settings(
        database_url="postgresql+psycopg://waymark:secret@db.example/waymark",
        secret_key="k" * 32,
        production=True,
        trusted_hosts=("waymark.example.org", "www.example.org"),
        proxies=1,
        public_address="https://waymark.example.org",
        signing_key=bytes(range(32)),
    )


def test_settings_of_a_mail_server() -> None:
    assert settings_from({**PRODUCTION, **MAIL}).mail == MailServer(
        host="mail.example.org",
        port=587,
        user="waymark",
        password="quiet",
        sender="Waymark <w@example.org>",
    )
    there = settings_from({"WAYMARK_SECRET_KEY": "k", **MAIL, "WAYMARK_SMTP_PORT": "25"}).mail
    assert there is not None
    assert there.port == 25


def test_settings_of_the_size_of_appendices() -> None:
    usual = settings_from(PRODUCTION)
    assert (usual.paper_bytes, usual.papers_bytes) == (20_000_000, 100_000_000)
    own = settings_from({**PRODUCTION, "WAYMARK_PAPER_MB": "5", "WAYMARK_PAPERS_MB": "50"})
    assert (own.paper_bytes, own.papers_bytes) == (5_000_000, 50_000_000)


def test_how_long_a_password_counts() -> None:
    assert settings_from(PRODUCTION).proof_lasts == timedelta(minutes=15)
    other = settings_from({**PRODUCTION, "WAYMARK_PROOF_MINUTES": "5"})
    assert other.proof_lasts == timedelta(minutes=5)


NOTIFY = {
    "WAYMARK_NOTIFY_KEY": (
        "waymark-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
    ),
    "WAYMARK_NOTIFY_TEMPLATE": "f33517ff-2a88-4f6e-b855-c550268ce08a",
}


def test_settings_of_govuk_notify() -> None:
    there = settings_from({**PRODUCTION, **NOTIFY}).notify
    assert there is not None
    assert (there.key, there.template) == tuple(NOTIFY.values())
    assert there.address == "https://api.notifications.service.gov.uk"
    assert settings_from(PRODUCTION).notify is None


@pytest.mark.parametrize("address", ["/var/lib/waymark/queue.sqlite3", "postgresql://db/queue"])
def test_the_worker_keeps_its_queue_where_it_is_told(address: str) -> None:
    assert settings_from({**PRODUCTION, "WAYMARK_QUEUE": address}).queue == address
    assert settings_from(PRODUCTION).queue.endswith("/instance/queue.sqlite3")


def test_settings_of_ones_own_machine() -> None:
    settings = settings_from({"WAYMARK_SECRET_KEY": "k"})
    assert settings.database_url.startswith("sqlite:////")
    assert settings.database_url.endswith("/instance/waymark.sqlite3")
    assert settings.trusted_hosts == ("127.0.0.1", "localhost")
    assert (settings.production, settings.proxies) == (False, 0)


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"WAYMARK_ENV": "prod"}, "WAYMARK_ENV is 'prod'. Set it to production, or leave it out"),
        ({"WAYMARK_HOSTS": ""}, "Set WAYMARK_HOSTS before starting in production."),
        (
            {"WAYMARK_DATABASE_URL": "", "WAYMARK_ADDRESS": ""},
            "Set WAYMARK_DATABASE_URL, WAYMARK_ADDRESS before starting in production.",
        ),
        ({"WAYMARK_SECRET_KEY": "k" * 31}, "WAYMARK_SECRET_KEY is too short."),
        ({"WAYMARK_SIGNING_KEY": ""}, "Set WAYMARK_SIGNING_KEY before starting in production."),
        ({"WAYMARK_SIGNING_KEY": "k" * 32}, "WAYMARK_SIGNING_KEY must be 32 random bytes"),
        ({"WAYMARK_SIGNING_KEY": f"{'k' * 43}="[1:]}, "WAYMARK_SIGNING_KEY must be 32 random"),
        ({"WAYMARK_SIGNING_KEY": "not base64 é"}, "WAYMARK_SIGNING_KEY must be 32 random bytes"),
        ({"WAYMARK_ADDRESS": "http://w.example"}, "WAYMARK_ADDRESS must begin with https://"),
        ({"WAYMARK_PROXIES": "one"}, "WAYMARK_PROXIES must be a whole number"),
        ({"WAYMARK_PROXIES": "-1"}, "WAYMARK_PROXIES must be a whole number"),
        ({"WAYMARK_PROXIES": "²"}, "WAYMARK_PROXIES must be a whole number"),
        ({"WAYMARK_PROOF_MINUTES": "0"}, "WAYMARK_PROOF_MINUTES must be a whole number"),
        ({"WAYMARK_PROOF_MINUTES": "721"}, "WAYMARK_PROOF_MINUTES must be a whole number"),
        ({"WAYMARK_PROOF_MINUTES": "²"}, "WAYMARK_PROOF_MINUTES must be a whole number"),
        ({"WAYMARK_PROOF_MINUTES": "soon"}, "WAYMARK_PROOF_MINUTES must be a whole number"),
        (
            {**MAIL, "WAYMARK_MAIL_FROM": ""},
            "WAYMARK_MAIL_FROM must be the email address that messages come from.",
        ),
        (
            {**MAIL, "WAYMARK_MAIL_FROM": "w@example.org\nBcc: all@example.org"},
            "WAYMARK_MAIL_FROM must be the email address that messages come from.",
        ),
        ({**MAIL, "WAYMARK_SMTP_PORT": "smtp"}, "WAYMARK_SMTP_PORT must be a port number"),
        ({**MAIL, "WAYMARK_SMTP_PORT": "70000"}, "WAYMARK_SMTP_PORT must be a port number"),
        ({**MAIL, "WAYMARK_SMTP_PASSWORD": ""}, "Set both WAYMARK_SMTP_USER and WAYMARK_SMTP_PASS"),
        ({**NOTIFY, "WAYMARK_NOTIFY_KEY": ""}, "WAYMARK_NOTIFY_KEY must be the whole API key"),
        ({**NOTIFY, "WAYMARK_NOTIFY_KEY": "key"}, "WAYMARK_NOTIFY_KEY must be the whole API key"),
        ({**NOTIFY, "WAYMARK_NOTIFY_TEMPLATE": "x"}, "WAYMARK_NOTIFY_KEY must be the whole API"),
        ({"WAYMARK_PAPER_MB": "20 MB"}, "WAYMARK_PAPER_MB must be a whole number of MB"),
        ({"WAYMARK_PAPERS_MB": "0"}, "WAYMARK_PAPERS_MB must be a whole number of MB"),
        (
            {"WAYMARK_PAPERS_MB": "2000"},
            "WAYMARK_PAPERS_MB must be a whole number of MB from 1 to 200",
        ),
        ({"WAYMARK_QUEUE": "redis://queue"}, "WAYMARK_QUEUE must be postgresql://"),
        ({"WAYMARK_QUEUE": "queue.sqlite3"}, "WAYMARK_QUEUE must be postgresql://"),
        ({"WAYMARK_DATABASE_URL": "waymark"}, "WAYMARK_DATABASE_URL is not a database address."),
        (
            {"WAYMARK_DATABASE_URL": "mysql://db.example/waymark"},
            "WAYMARK_DATABASE_URL asks for mysql, which Waymark does not use.",
        ),
        (
            {"WAYMARK_DATABASE_URL": "sqlite:///waymark.sqlite3"},
            "WAYMARK_DATABASE_URL names a SQLite file without its full path",
        ),
        (
            {"WAYMARK_DATABASE_URL": "sqlite://"},
            "WAYMARK_DATABASE_URL names a SQLite file without its full path",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(
    change: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from({**PRODUCTION, **change})
    assert str(caught.value).startswith(sentence)


def test_a_wrong_address_keeps_its_password_to_itself() -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from({**PRODUCTION, "WAYMARK_DATABASE_URL": "mysql://me:hunter2@db/waymark"})
    assert "hunter2" not in str(caught.value)


def test_the_key_of_ones_own_machine_is_made_once_and_kept_private(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    keys = iter(["first", "second"])
    assert config._local_secret(folder, "key", lambda: next(keys)) == "first"
    assert config._local_secret(folder, "key", lambda: next(keys)) == "first"
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["key"]


def test_of_two_that_start_at_once_both_take_the_key_of_the_first(tmp_path: Path) -> None:
    def late() -> str:
        (tmp_path / "key").write_text("of the other")
        return "mine"

    assert config._local_secret(tmp_path, "key", late) == "of the other"


def test_ones_own_machine_keeps_its_keys() -> None:
    first, second = settings_from({}), settings_from({})
    assert len(first.signing_key) == 32
    assert first.signing_key == second.signing_key
    assert len(first.secret_key) >= 48
    assert base64.b64encode(first.signing_key).decode() not in repr(first)
    assert repr(first.signing_key) not in repr(first)


@pytest.mark.parametrize(
    "version, safe",
    [
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_which_sqlite_keeps_every_commit(version: tuple[int, ...], *, safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_an_unsafe_sqlite_is_refused(tmp_path: Path) -> None:
    old = SimpleNamespace(**{**vars(pysqlite3.dbapi2), "sqlite_version_info": (3, 51, 2)})
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}", module=old)
    with pytest.raises(SettingsError, match=r"SQLite 3\.51\.2 can lose saved work\."):
        guard(engine)


def sqlite(folder: Path, timeout: float = 0) -> Engine:
    """Return a guarded engine that waits so many seconds for other writers."""
    url = f"sqlite:///{folder / 'safe.sqlite3'}"
    options = {**engine_options(url), "connect_args": {"timeout": timeout}}
    engine = create_engine(url, **options)
    guard(engine)
    return engine


@pytest.mark.both_databases
def test_a_database_waits_or_plans_as_we_set_it(backend: str, engine: Engine) -> None:
    asked, expected = {
        "sqlite": ("PRAGMA busy_timeout", 15_000),
        "postgresql": ("SHOW join_collapse_limit", str(JOINS_TRIED)),
    }[backend]
    with engine.connect() as connection:
        assert connection.execute(text(asked)).scalar_one() == expected


@pytest.mark.parametrize(
    "pragma, value",
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1)],
)
def test_sqlite_is_set_to_be_safe(tmp_path: Path, pragma: str, value: object) -> None:
    engine = sqlite(tmp_path)
    with engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value
    engine.dispose()


def test_writers_queue_from_their_first_statement_and_readers_do_not(tmp_path: Path) -> None:
    engine = sqlite(tmp_path)
    with engine.connect() as first, engine.connect() as second:
        first.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="database is locked"):
            second.execute(text("SELECT 1"))
        second.rollback()
        token = reading_only.set(True)
        try:
            assert second.execute(text("SELECT 1")).scalar_one() == 1
        finally:
            reading_only.reset(token)
    engine.dispose()


def test_an_application_does_not_start_on_a_wrong_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WAYMARK_ENV", "prod")
    with pytest.raises(SettingsError, match="WAYMARK_ENV"):
        create_app()
