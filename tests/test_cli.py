"""The command line, run as an officer would: the real command, from the top of the tree."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from tests.command import PATIENCE, Ended, command
from webapp.config import ROOT

Run = Callable[..., Ended]

pytestmark = pytest.mark.xdist_group("cli")  # one process, so that the demonstration is loaded once


@pytest.fixture(scope="module")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database on which `flask demo load` was run."""
    path = tmp_path_factory.mktemp("demo") / "waymark.sqlite3"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")}
    subprocess.run(  # with an interpreter of its own, as an officer starts it
        [sys.executable, "-m", "flask", "demo", "load"],
        cwd=ROOT,
        env={**kept, "WAYMARK_DATABASE_URL": f"sqlite:///{path}"},
        check=True,
        timeout=PATIENCE,
    )
    return path


@pytest.fixture
def flask(demo_database: Path) -> Run:
    """Return a function that runs `flask` on the demonstration."""

    def run(*words: str, **settings: str) -> Ended:
        return command(demo_database, *words, **settings)

    return run


def rows(database: Path, statement: str, *values: str) -> list[tuple[object, ...]]:
    """Return the rows of a statement, run past the application."""
    with sqlite.connect(str(database)) as connection:
        found: list[tuple[object, ...]] = connection.execute(statement, values).fetchall()
    connection.close()
    return found


def periods_of(database: Path) -> list[str]:
    """Return the short names of the periods, oldest first."""
    found = rows(database, "SELECT slug FROM reporting_periods ORDER BY starts_on")
    return [str(slug) for (slug,) in found]


def test_a_second_load_says_so_and_still_tells_who_can_sign_in(flask: Run) -> None:
    again = flask("demo", "load")
    assert again.returncode == 0
    assert "already there. Nothing was changed." in again.stdout
    assert "lead.assurance@wenmoor.example" in again.stdout
    assert "open-demonstration" in again.stdout


def test_production_refuses_the_demonstration(flask: Run) -> None:
    refused = flask(
        "demo",
        "load",
        WAYMARK_ENV="production",
        WAYMARK_SECRET_KEY="long enough to be accepted as a secret key",
        WAYMARK_SIGNING_KEY="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        WAYMARK_HOSTS="reports.example.org",
        WAYMARK_ADDRESS="https://reports.example.org",
    )
    assert refused.returncode == 1
    assert "not loaded in production" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_packs_are_listed_with_state_and_edition(flask: Run, demo_database: Path) -> None:
    listed = flask("pack", "list")
    assert listed.returncode == 0
    oldest, _, current = periods_of(demo_database)[:3]
    lines = [line.split() for line in listed.stdout.splitlines()]
    issued = next(line for line in lines if oldest in line and "iib" in line)
    assert issued[-3:-1] == ["issued", "1"]
    assert [line[-1] for line in lines if current in line] == ["draft"]


@pytest.mark.parametrize(
    "kind, beginning",
    [("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("docx", b"PK"), ("json", b"{")],
)
def test_export_writes_the_frozen_bytes(
    flask: Run, demo_database: Path, tmp_path: Path, kind: str, beginning: bytes
) -> None:
    output = tmp_path / f"pack.{kind}"
    output.write_text("an older export is overwritten")
    period = periods_of(demo_database)[1]
    words = ("improvement-programme", period, "iib", "--format", kind, "--output", str(output))
    exported = flask("pack", "export", *words)
    assert exported.returncode == 0, exported.stderr
    content = output.read_bytes()
    assert content[: len(beginning)].lower() == beginning.lower()
    digest = hashlib.sha256(content).hexdigest()
    assert digest in exported.stdout
    stored = rows(
        demo_database,
        "SELECT edition_files.sha256 FROM edition_files"
        " JOIN editions ON editions.id = edition_files.edition_id"
        " JOIN packs ON packs.id = editions.pack_id"
        " JOIN reporting_periods ON reporting_periods.id = packs.period_id"
        " WHERE packs.audience = 'iib' AND edition_files.format = ?"
        " AND reporting_periods.slug = ?",
        kind,
        period,
    )
    assert stored == [(digest,)]


@pytest.mark.parametrize(
    "programme, place, audience",
    [("no-such-programme", 0, "iib"), ("improvement-programme", 2, "iib")],
    ids=["no programme", "not issued"],
)
def test_export_of_what_is_not_there_names_what_is(
    flask: Run, demo_database: Path, tmp_path: Path, programme: str, place: int, audience: str
) -> None:
    output = tmp_path / "pack.pdf"
    periods = periods_of(demo_database)
    words = (programme, periods[place], audience, "--format", "pdf", "--output", str(output))
    refused = flask("pack", "export", *words)
    assert refused.returncode == 1
    assert f"improvement-programme {periods[0]} iib" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not output.exists()


def test_export_to_a_folder_that_is_not_there(
    flask: Run, demo_database: Path, tmp_path: Path
) -> None:
    output = tmp_path / "nowhere" / "pack.json"
    words = ("improvement-programme", periods_of(demo_database)[0], "iib")
    refused = flask("pack", "export", *words, "--format", "json", "--output", str(output))
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
    assert not output.parent.exists()


def test_an_unprepared_database_gets_a_sentence(tmp_path: Path) -> None:
    refused = command(tmp_path / "empty.sqlite3", "pack", "list")
    assert refused.returncode == 1
    assert "flask db upgrade" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_audit_record_verifies_until_somebody_changes_it(
    flask: Run, demo_database: Path, tmp_path: Path
) -> None:
    whole = flask("audit", "verify")
    assert whole.returncode == 0
    count = rows(demo_database, "SELECT count(*) FROM audit_entries")[0][0]
    head = rows(demo_database, "SELECT hash FROM audit_entries ORDER BY sequence DESC LIMIT 1")
    assert f"{count} entries, head {head[0][0]}" in whole.stdout

    copy = tmp_path / "changed.sqlite3"
    with sqlite.connect(str(demo_database)) as source, sqlite.connect(str(copy)) as target:
        source.backup(target)
        guards = target.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'"
        ).fetchall()
        for (name,) in guards:
            target.execute(f"DROP TRIGGER {name}")
        target.execute("UPDATE audit_entries SET actor_id = 1 WHERE sequence = 7")
    broken = command(copy, "audit", "verify")
    assert broken.returncode == 1
    assert "broken at entry 7" in broken.stderr
    log = tmp_path / "log.jsonl"
    refused = command(copy, "audit", "export", str(log))
    assert refused.returncode == 1
    assert "broken at entry 7" in refused.stderr
    assert "Nothing was written." in refused.stderr
    assert list(tmp_path.glob("log*")) == []


def test_an_exported_record_is_checked_without_waymark(
    flask: Run, demo_database: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log.jsonl"
    exported = flask("audit", "export", str(log))
    assert exported.returncode == 0, exported.stderr
    count = rows(demo_database, "SELECT count(*) FROM audit_entries")[0][0]
    assert f"{count} entries, root" in exported.stdout
    key = exported.stdout.split()[-1]
    assert key in flask("audit", "keys").stdout
    checked = subprocess.run(
        [sys.executable, "-I", "-S", "webapp/waymark_verify.py", "--log", log, "--key", key],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert f"The log is whole: {count} entries" in checked.stdout
    assert flask("audit", "export", str(log)).stdout == exported.stdout
    verified = flask("audit", "verify")
    assert verified.returncode == 0
    assert "Every signed checkpoint fits it." in verified.stdout
    nowhere = flask("audit", "export", str(tmp_path / "nowhere" / "log.jsonl"))
    assert nowhere.returncode == 1
    assert "cannot be written" in nowhere.stderr


def test_a_checkpoint_that_the_record_does_not_bear_out_is_named(
    flask: Run, demo_database: Path, tmp_path: Path
) -> None:
    assert flask("audit", "export", str(tmp_path / "log.jsonl")).returncode == 0
    copy = tmp_path / "changed.sqlite3"
    with sqlite.connect(str(demo_database)) as source, sqlite.connect(str(copy)) as target:
        source.backup(target)
        target.execute("DROP TRIGGER checkpoints_refuses_update")
        target.execute("UPDATE checkpoints SET root = key")
    unfit = command(copy, "audit", "verify")
    assert unfit.returncode == 1
    assert "does not fit: the record was rewritten since" in unfit.stderr


def test_before_anything_is_signed_there_is_no_key(tmp_path: Path) -> None:
    database = tmp_path / "waymark.sqlite3"
    assert command(database, "db", "upgrade").returncode == 0
    keys = command(database, "audit", "keys")
    assert keys.returncode == 0
    assert keys.stdout.startswith("Nothing is signed yet.")


def test_a_person_is_added_given_a_role_and_opens_a_period(tmp_path: Path) -> None:
    database = tmp_path / "waymark.sqlite3"
    assert command(database, "demo", "load").returncode == 0
    who = ("--email", "New.Officer@wenmoor.example", "--name", "Second Programme Officer")
    password = "seven lanterns drift west"

    weak = command(database, "person", "add", *who, "--password", "password1234")
    assert weak.returncode == 1
    assert "guess" in weak.stderr
    added = command(database, "person", "add", *who, "--password", password)
    assert added.returncode == 0, added.stderr
    twice = command(database, "person", "add", *who, "--password", password)
    assert twice.returncode == 1
    assert "already a person" in twice.stderr

    planned, name = rows(
        database, "SELECT slug, name FROM reporting_periods WHERE status = 'scheduled' LIMIT 1"
    )[0]
    opening = ("period", "open", "improvement-programme", str(planned), "--by")
    address = "new.officer@wenmoor.example"
    refused = command(database, *opening, address)
    assert refused.returncode == 1
    assert "Only the programme office can do this." in refused.stderr
    granted = command(
        database, "person", "grant", address, "pmo", "--programme", "improvement-programme"
    )
    assert granted.returncode == 0, granted.stderr
    opened = command(database, *opening, address)
    assert opened.returncode == 0, opened.stderr
    assert f"{name} is open" in opened.stdout
    late = command(database, *opening, address)
    assert late.returncode == 1
    assert "cannot be done now" in late.stderr
    assert command(database, "audit", "verify").returncode == 0
    actions = rows(database, "SELECT action FROM audit_entries ORDER BY sequence DESC LIMIT 3")
    assert actions == [("period.open",), ("person.grant",), ("person.add",)]

    reading = ("board_reader", "--programme", "improvement-programme", "--audience", "scrutiny")
    assert command(database, "person", "grant", address, *reading).returncode == 0
    kept = rows(database, "SELECT audience FROM role_grants ORDER BY id DESC LIMIT 1")
    assert kept == [("scrutiny",)]
    gone = command(database, "person", "disable", address)
    assert gone.returncode == 0, gone.stderr
    assert "can no longer sign in. Two roles should still be handed over." in gone.stdout
    again = command(database, "person", "disable", address)
    assert again.returncode == 1
    assert "closed already" in again.stderr


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("nobody@wenmoor.example", "auditor"), "Nobody has the address"),
        (("auditor@wenmoor.example", "lead"), "name it with --workstream"),
        (("auditor@wenmoor.example", "pmo"), "add --programme"),
        (("auditor@wenmoor.example", "pmo", "--programme", "x"), "There is: improvement-programme"),
        (
            (
                *("auditor@wenmoor.example", "lead"),
                *("--programme", "improvement-programme", "--workstream", "Z"),
            ),
            "There is: A, B, P, W, C",
        ),
        (
            ("auditor@wenmoor.example", "auditor", "--audience", "scrutiny"),
            "Only a board reader reads for one body",
        ),
        (
            (
                *("auditor@wenmoor.example", "auditor"),
                *("--from", "2026-05-02", "--until", "2026-05-01"),
            ),
            "The last day is before the first",
        ),
    ],
)
def test_a_role_that_cannot_be_given(flask: Run, words: tuple[str, ...], sentence: str) -> None:
    refused = flask("person", "grant", *words)
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr
