"""An edition to take away: it proves itself, and every single change to it or the log is found."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import AuditEntry, Edition, ProgressUpdate, Revision
from models.enums import PackFormat
from tests.conftest import Installation
from tests.factories import AT
from tests.packs import proved, stages, tampering
from tests.packs.papers import shelf
from tests.packs.tampering import Given
from tests.world import World, actor_of
from webapp import audit, checkpoints
from webapp import waymark_verify as checker
from webapp.checkpoints import Signer, signing_with
from webapp.domain.errors import Incomplete
from webapp.packs import bundle, document, formats, library
from webapp.waymark_verify import MANIFEST, PROOF, canonical, unpacked


@pytest.fixture
def edition(session: Session, world: World) -> Edition:
    """Return an issued edition that proves itself."""
    return proved.issue(session, world)


def log_of(session: Session) -> list[bytes]:
    """Return the whole record as it is exported, with entries after the issue."""
    audit.record(session, None, "person.sign_in_failed", "person:unknown", at=AT)
    end = checkpoints.checkpoint(session, at=AT)
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    return proved.log(list(rows), end)


def test_a_pack_and_the_log_as_they_were_given_out_fit(session: Session, edition: Edition) -> None:
    data = bundle.bundle(session, edition)
    pack = checker.check_pack(data)
    assert (pack.edition, pack.fingerprint, pack.texts) == (1, edition.sha256, 1)
    assert pack.printed.size < pack.later.size
    assert checker.check_pack(data, [str(pack.printed.key)]) == pack
    lines = log_of(session)
    assert checker.check_log(lines, [str(pack.printed.key)], pack).size == len(lines) - 1
    assert checker.check_log(lines).size > pack.later.size


def test_the_same_bytes_every_time_whatever_the_record_says_later(
    session: Session, edition: Edition
) -> None:
    first = bundle.bundle(session, edition)
    log_of(session)
    assert bundle.bundle(session, edition) == first


def test_what_is_in_it(session: Session, edition: Edition) -> None:
    members = unpacked(bundle.bundle(session, edition))
    name = bundle.bundle_name(edition)
    assert name.endswith("-iib-edition-1.zip")
    stem = name.removesuffix(".zip")
    assert set(members) == {
        MANIFEST,
        PROOF,
        "README.txt",
        "waymark-verify.py",
        *(f"{stem}.{kind}" for kind in (*checker.FORMATS, checker.TABLES)),
    }
    assert members["waymark-verify.py"] == Path(checker.__file__).read_bytes()
    assert all(len(line) < 81 for line in members["README.txt"].decode().splitlines())
    for file in edition.files:
        assert hashlib.sha256(members[f"{stem}.{file.format}"]).hexdigest() == file.sha256
    proof = json.loads(members[PROOF])
    actions = [item["entry"]["action"] for item in proof["sources"]]
    assert actions == ["update.submit", "update.approve"]
    assert proof["issue"]["entry"]["action"] == "pack.issue"


def test_the_tables_cannot_be_taken_out_or_changed(session: Session, edition: Edition) -> None:
    given = Given(bundle.bundle(session, edition), tuple(log_of(session)))
    [name] = [name for name in given.members if name.endswith(checker.TABLES)]
    manifest = json.loads(given.members[MANIFEST])
    for content, problem in (
        (None, "another file of tables was issued"),
        (b"PK", "The file of tables does not print the fingerprint"),
    ):
        members = {**given.members, name: content or b""}
        files = [file for file in manifest["files"] if file["name"] != name]
        if content is None:
            del members[name]
        else:
            found = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            files.append({"format": checker.TABLES, "name": name, **found})
        members[MANIFEST] = canonical({**manifest, "files": files})
        assert problem in str(given.with_members(members).problem())


def test_a_public_edition_gives_no_fingerprint_of_a_text_away(
    session: Session, world: World
) -> None:
    edition = proved.issue(session, world, public=True)
    data = bundle.bundle(session, edition)
    assert checker.check_pack(data).texts == 0
    revision = session.get_one(ProgressUpdate, world.first_update.id).revision_id
    hidden = session.get_one(Revision, revision).sha256
    proof = unpacked(data)[PROOF]
    assert hidden.encode() not in proof
    assert json.loads(proof)["sources"] == []


def test_appendices_are_in_it_and_no_other_ones(session: Session, world: World) -> None:
    shelf.add(session, world)
    edition = proved.issue(session, world)
    given = Given(bundle.bundle(session, edition), tuple(log_of(session)))
    assert given.problem() is None
    members = given.members
    assert members["appendix-a.txt"] == shelf.TEXT
    for changed, problem in (
        ({"appendix-a.txt": b"Other"}, "is not the appendix that the pack names"),
        ({"appendix-b.txt": shelf.TEXT}, "is no appendix of this pack"),
    ):
        assert problem in str(given.with_members(members | changed).problem())
    del members["appendix-a.txt"]
    assert "is missing from the pack" in str(given.with_members(members).problem())


def test_the_same_number_of_statements_for_any_record(
    session: Session, installation: Installation, edition: Edition
) -> None:
    with installation.watch:
        bundle.bundle(session, edition)
    few = len(installation.watch.statements)
    for number in range(30):
        audit.record(session, None, "update.save", f"update:{number}", at=AT)
        checkpoints.checkpoint(session, at=AT)
    with installation.watch:
        bundle.bundle(session, edition)
    assert few == len(installation.watch.statements) == 7


def test_an_edition_from_before_the_record_was_signed(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    session.execute(text("DROP TRIGGER checkpoints_refuses_delete"))
    session.execute(text("DELETE FROM checkpoints"))
    session.commit()
    found = library.find_edition(session, actor_of(session, world.office), edition.id)
    with pytest.raises(Incomplete, match="issued before the record was signed"):
        bundle.bundle(session, found)


def test_an_edition_that_was_changed_is_not_given_out(session: Session, edition: Edition) -> None:
    session.execute(text("DROP TRIGGER edition_files_refuses_update"))
    session.execute(
        text("UPDATE edition_files SET content = :content WHERE format = 'pdf'"),
        {"content": b"%PDF-1.7"},
    )
    with pytest.raises(Incomplete, match="The PDF does not print the fingerprint"):
        bundle.bundle(session, edition)


def test_neither_a_text_nor_a_file_that_was_changed_is_read(
    session: Session, edition: Edition
) -> None:
    assert library.frozen_document(edition).fingerprint == edition.sha256
    for table in ("editions", "edition_files"):
        session.execute(text(f"DROP TRIGGER {table}_refuses_update"))
    session.execute(
        text("UPDATE editions SET document = replace(document, 'Edition 1', 'Edition 9')")
    )
    session.execute(text("UPDATE edition_files SET content = :content"), {"content": b"Other"})
    session.expire_all()
    with pytest.raises(Incomplete, match="not the file that was issued"):
        library.file_of(session, edition, PackFormat.PDF)
    with pytest.raises(Incomplete, match="not the text that was issued"):
        library.frozen_document(edition)


def test_every_single_change_is_found(session: Session, world: World) -> None:
    shelf.add(session, world)
    edition = proved.issue(session, world)
    given = Given(bundle.bundle(session, edition), tuple(log_of(session)))
    assert given.problem() is None
    assert "appendix-a.txt" in given.members
    found = {name: changed.problem() for name, changed in tampering.changes(given)}
    assert len(found) >= 300
    assert [name for name, problem in found.items() if problem is None] == []
    said = {problem for name, problem in found.items() if name.startswith("document")}
    assert said == {"The text of the pack does not have the fingerprint it prints: it was changed."}


def test_a_pack_that_was_made_anew_in_every_format_is_not_the_one_issued(
    session: Session, edition: Edition
) -> None:
    given = Given(bundle.bundle(session, edition), tuple(log_of(session)))
    said = json.loads(edition.document)
    old, said["title"], said["fingerprint"] = said["fingerprint"], "Another report", ""
    new = hashlib.sha256(canonical(said)).hexdigest()
    frozen = document.decode(canonical({**said, "fingerprint": new}))
    members = given.members
    for name in given.editions:
        kind = next(one for one in PackFormat if name.endswith(f".{one}"))
        members[name] = formats.render(frozen, kind)
        if kind is PackFormat.JSON:
            members[name] = canonical({**said, "fingerprint": new})
    members[MANIFEST] = members[MANIFEST].replace(old.encode(), new.encode())
    assert given.with_members(members).problem() == (
        "The record says that another edition was issued than this one."
    )


def sign_as(session: Session, signer: Signer) -> None:
    """Commit, and let another key sign from now on."""
    session.commit()
    session.bind = session.get_bind().execution_options(**signing_with(signer))


def test_who_changes_all_of_it_is_found_by_the_published_key(
    session: Session, world: World
) -> None:
    published = checkpoints.checkpoint(session, at=AT).key
    sign_as(session, tampering.SOMEBODY_ELSE)
    forged = bundle.bundle(session, proved.issue(session, world))
    given = Given(forged, tuple(log_of(session)))
    assert given.problem() is None
    assert "signed with another key" in str(given.problem(published))


def test_another_state_of_the_record_is_not_the_one_printed(session: Session, world: World) -> None:
    audit.record(session, None, "person.sign_in_failed", "person:unknown", at=AT)
    older = checkpoints.checkpoint(session, at=AT)
    data = bundle.bundle(session, proved.issue(session, world))
    members, later = unpacked(data), checker.check_pack(data).later.size
    path = [part.hex() for part in checkpoints.tree(session).consistency(older.size, later)]
    proof = {**json.loads(members[PROOF]), "consistency": path}
    manifest = {**json.loads(members[MANIFEST]), "checkpoint": older.note}
    changed = {**members, PROOF: canonical(proof), MANIFEST: canonical(manifest)}
    assert Given(data, ()).with_members(changed).problem() == (
        "The pack prints another state of the record than the one signed with it."
    )


def test_only_its_issue_proves_that_a_pack_was_issued(session: Session, edition: Edition) -> None:
    members = unpacked(bundle.bundle(session, edition))
    other = audit.record(
        session, None, "pack.save", "pack:1", at=AT, detail=bundle.fingerprints(edition)
    )
    later, whole = checkpoints.checkpoint(session, at=AT), checkpoints.tree(session)
    printed = int(json.loads(members[MANIFEST])["checkpoint"].splitlines()[1])
    proof = {
        "checkpoint": later.note,
        "consistency": [part.hex() for part in whole.consistency(printed)],
        "issue": {
            "entry": audit.told(other),
            "path": [part.hex() for part in whole.inclusion(other.sequence - 1)],
        },
        "key": later.key,
        "sources": [],
    }
    assert Given(b"", ()).with_members({**members, PROOF: canonical(proof)}).problem() == (
        "The record does not say that this pack was issued."
    )


def test_a_history_that_was_rewritten_and_signed_again_is_found_by_an_older_pack(
    session: Session, edition: Edition
) -> None:
    pack = checker.check_pack(bundle.bundle(session, edition))
    lines = [json.loads(line) for line in log_of(session)[:-1]]
    lines[0]["actor_id"] = None
    tree, previous = checker.GrowingTree(), checker.GENESIS
    for entry in lines:
        entry["previous_hash"] = previous
        previous = entry["hash"] = checker.seal(entry)
        tree.append(previous)
    signer = session.get_bind().get_execution_options()[checkpoints.SIGNER]
    note, key = signer.sign(len(lines), bytes.fromhex(tree.root()))
    entries = [*lines, {"checkpoint": note, "key": key}]
    log = [checker.canonical(entry) + b"\n" for entry in entries]
    assert checker.check_log(log).size == len(lines)
    with pytest.raises(checker.DoesNotFit, match="history was rewritten"):
        checker.check_log(log, pack=pack)


def test_a_log_older_than_the_pack_is_found(session: Session, world: World) -> None:
    before = log_of(session)
    session.commit()
    pack = checker.check_pack(bundle.bundle(session, proved.issue(session, world)))
    with pytest.raises(checker.DoesNotFit, match="shorter than the record was"):
        checker.check_log(before, pack=pack)


def test_after_a_change_of_key_both_are_named(session: Session, edition: Edition) -> None:
    pack = checker.check_pack(bundle.bundle(session, edition))
    old = str(pack.printed.key)
    sign_as(session, tampering.SOMEBODY_ELSE)
    lines = log_of(session)
    keys = list(checkpoints.keys(session))
    assert keys[0] == old
    assert len(keys) == 2
    assert checkpoints.unfit(session) == []
    with pytest.raises(checker.DoesNotFit, match="If the organisation has changed its key"):
        checker.check_log(lines, [old], pack)
    assert str(checker.check_log(lines, keys, pack).key) == keys[1]


def test_the_file_that_goes_out_checks_what_went_out(
    session: Session, edition: Edition, tmp_path: Path
) -> None:
    data = bundle.bundle(session, edition)
    (tmp_path / "waymark-verify.py").write_bytes(unpacked(data)["waymark-verify.py"])
    (tmp_path / "pack.zip").write_bytes(data)
    (tmp_path / "cut.zip").write_bytes(data[:-1])
    (tmp_path / "log.jsonl").write_bytes(b"".join(log_of(session)))
    (key,) = checkpoints.keys(session)

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "waymark-verify.py", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        return done.returncode, done.stdout

    code, said = run("pack.zip")
    assert code == 0
    assert edition.sha256 in said
    assert f"Signed with the key {key}" in said
    assert "Compare it with the one the organisation publishes" in said
    code, said = run("pack.zip", "--log", "log.jsonl", "--key", key)
    assert code == 0
    assert said.endswith("Everything fits, and is signed with a key you gave.\n")
    assert "It begins with the record that the pack was issued on." in said
    assert run("--log", "log.jsonl")[0] == 0
    code, said = run("cut.zip", "--log", "log.jsonl")
    assert code == 1
    assert said.startswith("DOES NOT FIT. The ZIP file is not as Waymark writes it")
    other = tampering.SOMEBODY_ELSE.sign(0, bytes(32))[1]
    code, said = run("pack.zip", "--key", other)
    assert code == 1
    assert "signed with another key" in said
