"""Check a pack that was given out, and the record behind it, without Waymark.

    python waymark-verify.py PACK.zip [--log LOG.jsonl] [--key KEY]

Needs Python 3.9 or newer and nothing else; opens no connection and writes no file. It goes out
with every pack, so it is one file and knows nothing of the rest of Waymark. Waymark in turn takes
from here what both must do alike: the layout of the ZIP, canonical JSON and the form of a key.

Exit code 0: everything fits. 1: something does not. 2: it could not be checked.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

MANIFEST, PROOF = "manifest.json", "proof.json"
FORMATS = ("docx", "html", "json", "pdf")
TABLES = "csv.zip"
"""A further format; editions issued before there was any have none."""
APPENDIX = "appendix-"
"""How the names of the files of appendices begin."""
MOST_BYTES = 256 * 1024 * 1024
"""Of a pack, and of any one text unpacked from it."""
MOST_MEMBERS = 32
MOST_LINE = 1024 * 1024
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
SHA256 = re.compile(r"[0-9a-f]{64}")
GENESIS = "0" * 64
FIELDS = ("previous_hash", "sequence", "at", "actor_id", "action", "subject", "detail")
"""What an entry of the record is sealed over, in this order."""
ISSUES = ("pack.agree", "pack.issue")
WRITTEN = ("update.submit", "update.addendum_written")
APPROVED = ("update.approve", "update.addendum_approved")


class DoesNotFit(Exception):
    """Something is not as it was given out; the message says what, and what that means."""


class CannotCheck(Exception):
    """What is needed for the check is not there or not readable."""


# --- forms that Waymark writes and this file reads ---


def canonical(value: object) -> bytes:
    """Return the one way in which a value is written as JSON: sorted, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return files as a ZIP in the one layout of a pack: equal files give equal bytes.

    Nothing is compressed, since what a compressor makes differs from version to version.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3  # Unix, whatever this runs on
            member.external_attr = 0o100644 << 16
            archive.writestr(member, members[name])
    return target.getvalue()


class Key(NamedTuple):
    """A public key with its name, in the form of C2SP's verifier keys: name+identity+key."""

    name: str
    public: bytes

    @property
    def identity(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:4]

    def __str__(self) -> str:
        written = base64.b64encode(b"\x01" + self.public).decode()
        return f"{self.name}+{self.identity.hex()}+{written}"


def read_key(text: str) -> Key:
    """Read a public key back; raises DoesNotFit when it is none."""
    name, _, rest = text.partition("+")
    _, _, written = rest.partition("+")
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    key = Key(name, raw[1:])
    if len(raw) != 33 or str(key) != text or not name or not name.isprintable() or " " in name:
        raise DoesNotFit(f"{text} is not a public key of a record.")
    return key


def signed_text(name: str, size: int, root: bytes) -> str:
    """Return the text of a checkpoint: whose record, how many entries, the hash over them."""
    return f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"


def note(text: str, key: Key, signature: bytes) -> str:
    """Return a text with its signature as a C2SP signed note."""
    return f"{text}\n\u2014 {key.name} {base64.b64encode(key.identity + signature).decode()}\n"


class Checkpoint(NamedTuple):
    """What a signed checkpoint says."""

    size: int
    root: str
    key: Key


def read_checkpoint(written: str, key: Key) -> Checkpoint:
    """Read a checkpoint; raises DoesNotFit when the signature or any character does not fit."""
    broken = DoesNotFit(
        "A checkpoint of the record does not carry a good signature: "
        "it was changed, or signed by somebody else."
    )
    found = re.fullmatch(r"(.+\n(\d{1,15})\n(\S+)\n)\n\u2014 \S+ (\S+)\n", written)
    if found is None:
        raise broken
    try:
        root = base64.b64decode(found[3], validate=True)
        signature = base64.b64decode(found[4], validate=True)[4:]
    except (binascii.Error, ValueError):
        raise broken from None
    text = signed_text(key.name, int(found[2]), root)
    if note(text, key, signature) != written or not signed_by(key.public, text.encode(), signature):
        raise broken
    return Checkpoint(int(found[2]), root.hex(), key)


# --- Ed25519 (RFC 8032, section 5.1): checks signatures only, so time may depend on the data ---

Point = tuple[int, int, int, int]
"""Extended homogeneous coordinates (section 5.1.4)."""
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
QUARTER = pow(2, (PRIME - 1) // 4, PRIME)
"""A square root of -1."""


def _added(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def _times(number: int, point: Point) -> Point:
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _added(result, point)
        point = _added(point, point)
        number >>= 1
    return result


def _point(text: bytes) -> Point | None:
    """Return the point that 32 bytes stand for, or None where there is none (section 5.1.3)."""
    y = int.from_bytes(text, "little")
    odd, y = y >> 255, y & (2**255 - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * QUARTER % PRIME
    if (x * x - square) % PRIME or (x == 0 and odd):
        return None
    x = PRIME - x if x & 1 != odd else x
    return (x, y, 1, x * y % PRIME)


def _written(point: Point) -> bytes:
    inverse = pow(point[2], -1, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = _point((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature of 64 bytes is that of a public key's owner under a message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    point, scalar = _point(public), int.from_bytes(signature[32:], "little")
    if point is None or BASE is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    minus = (PRIME - point[0], point[1], 1, PRIME - point[3])
    found = _added(_times(scalar, BASE), _times(challenge, minus))
    return _written(found) == signature[:32]


# --- the record: a chain and a Merkle tree (RFC 9162) ---


def seal(entry: Mapping[str, Any]) -> str:
    """Return the hash an entry must carry: over its values and the hash of the one before."""
    values = [entry[name] for name in FIELDS]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def leaf(sealed: str) -> bytes:
    """Return the leaf of the tree for an entry's hash."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(sealed)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(sealed: str, place: int, size: int, path: Iterable[str], root: str) -> bool:
    """Return whether a path leads from an entry to the root (section 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    last, result = size - 1, leaf(sealed)
    for other in map(bytes.fromhex, path):
        if last == 0:
            return False
        if place & 1 or place == last:
            result = node(other, result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            result = node(result, other)
        place, last = place >> 1, last >> 1
    return last == 0 and result.hex() == root


def consistent(first: Checkpoint, second: Checkpoint, proof: list[str]) -> bool:
    """Return whether a later record begins with all of an earlier one (section 2.1.4.2)."""
    if first.size == second.size:
        return first.root == second.root and not proof
    if not 0 < first.size < second.size or not proof:
        return False
    path = [bytes.fromhex(part) for part in proof]
    if first.size & (first.size - 1) == 0:
        path.insert(0, bytes.fromhex(first.root))
    place, last = first.size - 1, second.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node(other, old), node(other, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, other)
        place, last = place >> 1, last >> 1
    return last == 0 and (old.hex(), new.hex()) == (first.root, second.root)


class GrowingTree:
    """The tree of a record that is read entry by entry; keeps only what its root needs."""

    def __init__(self) -> None:
        self.peaks: list[tuple[int, bytes]] = []

    def append(self, sealed: str) -> None:
        """Add an entry's hash at the end."""
        height, new = 0, leaf(sealed)
        while self.peaks and self.peaks[-1][0] == height:
            new, height = node(self.peaks.pop()[1], new), height + 1
        self.peaks.append((height, new))

    def root(self) -> str:
        """Return the hash over what was added so far."""
        result = b""
        for _, peak in reversed(self.peaks):
            result = node(peak, result) if result else peak
        return (result or hashlib.sha256().digest()).hex()


# --- what the files of a pack print ---


class _Page(HTMLParser):
    """Collects what a web page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def _html_text(file: bytes) -> Iterator[str]:
    page = _Page()
    page.feed(file.decode())
    yield "".join(page.parts)


def _docx_text(file: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive, archive.open("word/document.xml") as body:
        yield re.sub(r"<[^>]*>", "", body.read(MOST_BYTES).decode())


def _pdf_text(file: bytes) -> Iterator[str]:
    """Yield each run of text of a PDF as Waymark makes them, once read by each of its fonts."""
    view = memoryview(file)
    begins = re.finditer(rb"stream\r?\n", file)
    streams = [_inflated(view[begin.end() :]) for begin in begins]
    pair = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>")
    fonts = [
        {int(code, 16): chr(int(sign, 16)) for code, sign in pair.findall(text)}
        for text in streams
        if b"beginbfchar" in text
    ]
    for text in streams:
        for codes in _shown(text):
            places = range(0, len(codes) - 1, 2)
            for font in fonts:
                yield "".join(font.get(codes[i] << 8 | codes[i + 1], "\0") for i in places)


def _shown(stream: bytes) -> Iterator[bytes]:
    """Yield the codes that each text object of a page shows."""
    token = re.compile(rb"\(|<([0-9A-Fa-f]*)>|\b(?:BT|ET)\b")
    codes = b""
    place = 0
    while found := token.search(stream, place):
        place = found.end()
        if found[0] == b"(":
            string, place = _literal(stream, place)
            codes += string
        elif found[1] is not None:
            codes += bytes.fromhex(found[1].decode())
        else:
            if found[0] == b"ET":
                yield codes
            codes = b""


def _literal(stream: bytes, place: int) -> tuple[bytes, int]:
    """Return a literal string that begins at a place, and where it ends.

    Parentheses that match stand in it as they are (ISO 32000-1, 7.3.4.2).
    """
    part = re.compile(rb"[()]|(?:[^\\()]|\\.)+", re.DOTALL)
    string, depth = b"", 1
    while found := part.match(stream, place):
        place = found.end()
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            break
        string += _unescaped(found[0])
    return string, place


def _inflated(view: memoryview) -> bytes:
    """Return what a compressed stream holds; nothing for one that is not compressed."""
    try:
        return zlib.decompressobj().decompress(view, MOST_BYTES)
    except zlib.error:
        return b""


def _unescaped(string: bytes) -> bytes:
    """Return the bytes of a PDF's literal string."""
    signs = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return re.sub(
        rb"\\([0-7]{1,3}|.)",
        lambda found: (
            bytes([int(found[1], 8) & 255])
            if b"0" <= found[1] < b"8"
            else signs.get(found[1], found[1])
        ),
        string,
        flags=re.DOTALL,
    )


def _tables_text(file: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive, archive.open("edition.csv") as table:
        yield table.read(MOST_BYTES).decode()


READERS = {"html": _html_text, "docx": _docx_text, "pdf": _pdf_text, TABLES: _tables_text}
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, KeyError, AssertionError),
)
"""What reading a damaged ZIP, PDF, page or Word file may raise."""
NAMES = {
    "html": "web page",
    "docx": "Word file",
    "pdf": "PDF",
    "json": "data file",
    TABLES: "file of tables",
}


# --- the checks ---


def read_json(text: bytes, name: str) -> dict[str, Any]:
    """Read an object that must be written canonically; raises DoesNotFit."""
    try:
        value = json.loads(text)
        if isinstance(value, dict) and canonical(value) == text:
            return value
    except (ValueError, RecursionError):
        pass
    raise DoesNotFit(f"{name} is not as Waymark writes it: it was changed or is not whole.")


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the files of a pack by name; raises DoesNotFit for a ZIP Waymark would not write."""
    whole = DoesNotFit(
        "The ZIP file is not as Waymark writes it: it was cut, changed, added to, or unpacked and "
        "packed again."
    )
    members = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            names = [member.filename for member in listed]
            if len(listed) > MOST_MEMBERS or len(set(names)) != len(names):
                raise whole
            for member in listed:
                if not PLAIN_NAME.fullmatch(member.filename) or member.compress_type != 0:
                    raise whole
                if not 0 <= member.file_size <= len(data):
                    raise whole
            for member in listed:
                members[member.filename] = archive.read(member)
    except UNREADABLE:
        raise whole from None
    if packed(members) != data:
        raise whole
    return members


class Pack(NamedTuple):
    """What is known of a pack once it was found to fit."""

    fingerprint: str
    edition: int
    printed: Checkpoint
    """The record before the pack was issued, as the pack prints it."""
    later: Checkpoint
    """The record after that, which holds the issue itself."""
    texts: int
    """How many of its texts the record was found to hold."""


def check_pack(data: bytes, keys: Collection[str] = ()) -> Pack:
    """Check all that a pack holds; raises DoesNotFit at the first thing that does not.

    `keys` are the organisation's public keys; without any, the pack's own is taken.
    """
    members = unpacked(data)
    for name in (MANIFEST, PROOF):
        if name not in members:
            raise DoesNotFit(f"{name} is missing, so nothing can be proved.")
    manifest = read_json(members[MANIFEST], MANIFEST)
    proof = read_json(members[PROOF], PROOF)
    try:
        if set(proof) != {"checkpoint", "consistency", "issue", "key", "sources"}:
            raise DoesNotFit(f"{PROOF} has a part too many or too few.")
        formats = _check_files(members, manifest)
        document = _check_document(members, formats, manifest["fingerprint"])
        _check_appendices(members, document.get("papers", []))
        printed = _checkpoint(manifest, keys, MANIFEST)
        later = _checkpoint(proof, keys or [manifest["key"]], PROOF)
        _check_printed(document, printed, later, proof["consistency"])
        _check_issue(proof["issue"], manifest, members, formats, later)
        texts = _check_sources(proof["sources"], document["sources"], later)
        return Pack(manifest["fingerprint"], manifest["edition"], printed, later, texts)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        raise DoesNotFit(
            "The pack lacks a part that the check needs, or has it in another form: it was changed."
        ) from error


def _check_files(members: Mapping[str, bytes], manifest: Mapping[str, Any]) -> dict[str, str]:
    """Compare each file with the manifest; return the name of the edition in each format."""
    if set(manifest) != {"checkpoint", "edition", "files", "fingerprint", "key", "schema"}:
        raise DoesNotFit(f"{MANIFEST} has a part too many or too few.")
    if manifest["schema"] != 1:
        raise DoesNotFit(f"{MANIFEST} is of a kind that this waymark-verify does not know.")
    files: list[Mapping[str, Any]] = manifest["files"]
    listed = {file["name"]: file for file in files}
    if len(listed) != len(files):
        raise DoesNotFit(f"{MANIFEST} lists a file twice.")
    for name in sorted(set(members) - set(listed) - {MANIFEST}):
        raise DoesNotFit(f"{name} is in the pack but not in its list of files: it was added.")
    for name in sorted(set(listed) - set(members)):
        raise DoesNotFit(f"{name} is missing from the pack: it was removed or renamed.")
    for name, file in listed.items():
        given = {
            "name": name,
            "sha256": hashlib.sha256(members[name]).hexdigest(),
            "size": len(members[name]),
        }
        if {**given, **({"format": file["format"]} if "format" in file else {})} != file:
            raise DoesNotFit(f"{name} is not the file that was given out: it was changed.")
    formats = {file["format"]: file["name"] for file in files if "format" in file}
    if tuple(sorted({*formats} - {TABLES})) != FORMATS or PROOF not in listed:
        raise DoesNotFit("The pack is not there in each of its formats.")
    return formats


def _check_document(
    members: Mapping[str, bytes], formats: Mapping[str, str], fingerprint: str
) -> dict[str, Any]:
    """Recompute the fingerprint of what the pack says, and find it printed in every format."""
    text = members[formats["json"]]
    document = json.loads(text)
    if not isinstance(document, dict):
        raise DoesNotFit("The data file holds no document.")
    bare = text.replace(b'"fingerprint":"%s"' % fingerprint.encode(), b'"fingerprint":""', 1)
    if document["fingerprint"] != fingerprint or hashlib.sha256(bare).hexdigest() != fingerprint:
        raise DoesNotFit(
            "The text of the pack does not have the fingerprint it prints: it was changed."
        )
    for kind, read in READERS.items():
        if kind not in formats:
            continue  # the tables, of an edition without them
        try:
            there = any(fingerprint in part for part in read(members[formats[kind]]))
        except UNREADABLE:
            there = False
        if not there:
            raise DoesNotFit(
                f"The {NAMES[kind]} does not print the fingerprint of the pack: "
                "it is not the file that was issued."
            )
    return document


def appendix(letter: str, ending: str) -> str:
    """Return what the file of an appendix is called in a pack."""
    return f"{APPENDIX}{letter.lower()}.{ending}"


def _check_appendices(members: Mapping[str, bytes], papers: list[Mapping[str, Any]]) -> None:
    """Find each appendix that the pack names as it was issued, and no other one."""
    named = {appendix(paper["letter"], paper["kind"]): paper for paper in papers}
    for name in sorted({name for name in members if name.startswith(APPENDIX)} - set(named)):
        raise DoesNotFit(f"{name} is no appendix of this pack: it was added.")
    for name, paper in named.items():
        if name not in members:
            raise DoesNotFit(f"{name} is missing from the pack: it was removed or renamed.")
        if hashlib.sha256(members[name]).hexdigest() != paper["sha256"]:
            raise DoesNotFit(f"{name} is not the appendix that the pack names: it was changed.")


def _checkpoint(part: Mapping[str, Any], keys: Collection[str], name: str) -> Checkpoint:
    """Return the checkpoint of a part, signed with one of the keys where any are known."""
    if keys and part["key"] not in keys:
        raise DoesNotFit(
            f"{name} is signed with another key than expected: {part['key']}. "
            "Somebody else may have made it. If the organisation has changed its key, "
            "give both keys with --key."
        )
    return read_checkpoint(part["checkpoint"], read_key(part["key"]))


def _check_printed(
    document: Mapping[str, Any], printed: Checkpoint, later: Checkpoint, proof: list[str]
) -> None:
    """Compare the checkpoint the pack prints with the signed one, and that with the later one."""
    named = document["checkpoint"]
    if named != {"key": str(printed.key), "root": printed.root, "size": printed.size}:
        raise DoesNotFit("The pack prints another state of the record than the one signed with it.")
    if not consistent(printed, later, proof):
        raise DoesNotFit(
            "The record in which the pack was issued does not begin with the record it prints: "
            "history was changed, or the proof was."
        )


def _entry(item: Mapping[str, Any], later: Checkpoint) -> dict[str, Any]:
    """Return an entry that is proved to be in the record; raises DoesNotFit."""
    entry: dict[str, Any] = item["entry"]
    place = entry["sequence"] - 1
    if set(item) != {"entry", "path"} or set(entry) != {*FIELDS, "hash"}:
        raise DoesNotFit(f"{PROOF} has a part too many or too few.")
    if seal(entry) != entry["hash"]:
        raise DoesNotFit(f"Entry {place + 1} of the record was changed: its hash does not fit.")
    if not included(entry["hash"], place, later.size, item["path"], later.root):
        raise DoesNotFit(f"Entry {place + 1} is not in the record that was signed.")
    return entry


def _check_issue(
    item: Mapping[str, Any],
    manifest: Mapping[str, Any],
    members: Mapping[str, bytes],
    formats: Mapping[str, str],
    later: Checkpoint,
) -> None:
    """Find the issue of exactly these files in the record.

    It came after the state the pack prints: no earlier entry could name what names its own hash.
    """
    entry = _entry(item, later)
    detail = json.loads(entry["detail"])
    files = {kind: hashlib.sha256(members[name]).hexdigest() for kind, name in formats.items()}
    named = {"edition": manifest["edition"], "sha256": manifest["fingerprint"]}
    expected = {**named, TABLES: None, **files}
    if entry["action"] not in ISSUES:
        raise DoesNotFit("The record does not say that this pack was issued.")
    for name, value in expected.items():
        if detail.get(name) != value:
            what = NAMES.get(name, "edition")
            raise DoesNotFit(f"The record says that another {what} was issued than this one.")


def _check_sources(
    items: list[Mapping[str, Any]], sources: list[Mapping[str, Any]], later: Checkpoint
) -> int:
    """Find for each text in the pack that the record says it was written, and approved.

    A public edition names the fingerprint of none: what it leaves out could be guessed from one.
    Return how many there are.
    """
    wanted = {source["sha256"] for source in sources if source["sha256"]}
    done: dict[str, set[str]] = {}
    for item in items:
        entry = _entry(item, later)
        text = json.loads(entry["detail"]).get("sha256")
        if text not in wanted:
            raise DoesNotFit(f"{PROOF} holds an entry on a text that is not in the pack.")
        done.setdefault(text, set()).add(entry["action"])
    for source in sources:
        if not source["sha256"]:
            continue
        actions = done.get(source["sha256"], set())
        if not actions.intersection(WRITTEN):
            raise DoesNotFit(f"The record does not hold the text on {source['name']}.")
        if source["approved_on"] and not actions.intersection(APPROVED):
            raise DoesNotFit(
                f"The record does not say that the text on {source['name']} was approved."
            )
    return len(wanted)


def check_log(
    lines: Iterable[bytes], keys: Collection[str] = (), pack: Pack | None = None
) -> Checkpoint:
    """Check a whole record, and that it holds the states a pack knows; return its signed end.

    Raises DoesNotFit at the first thing that does not fit.
    """
    tree, previous, count = GrowingTree(), GENESIS, 0
    known = {state.size: state.root for state in (pack.printed, pack.later)} if pack else {}
    latest: Checkpoint | None = None
    for number, line in enumerate(lines, start=1):
        name = f"Line {number} of the log"
        if latest is not None:
            raise DoesNotFit(f"{name} comes after the signed end of the log: it was added.")
        entry = read_json(line[:-1] if line.endswith(b"\n") else b"", name)
        try:
            if set(entry) == {"checkpoint", "key"}:
                latest = _checkpoint(entry, keys, name)
                continue
            fits = set(entry) == {*FIELDS, "hash"} and entry["sequence"] == count + 1
            if not fits or entry["previous_hash"] != previous or seal(entry) != entry["hash"]:
                raise DoesNotFit(
                    f"{name} does not follow from the one before: an entry was changed, "
                    "removed, added or moved."
                )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DoesNotFit(f"{name} is not an entry of the record.") from error
        previous, count = entry["hash"], count + 1
        tree.append(previous)
        if count in known and known.pop(count) != tree.root():
            raise DoesNotFit(
                f"The first {count} entries of the log are not those the pack was issued on: "
                "history was rewritten."
            )
    if latest is None:
        raise DoesNotFit("The log has no signed end: it was cut.")
    if (latest.size, latest.root) != (count, tree.root()):
        raise DoesNotFit("The log is not the one that was signed at its end: lines are missing.")
    if known:
        raise DoesNotFit("The log is shorter than the record was when the pack was issued.")
    return latest


# --- the command ---


OTHERWISE = (
    "Everything fits with that key. Compare it with the one the organisation publishes, or run "
    "this again with --key: whoever changes everything can sign it with a key of their own."
)


def _read(path: str) -> bytes:
    if Path(path).stat().st_size > MOST_BYTES:
        raise CannotCheck(f"{path} is too large to be a pack.")
    return Path(path).read_bytes()


def _lines(path: str) -> Iterator[bytes]:
    """Yield the lines of a file; one that is too long to be an entry comes in pieces."""
    with Path(path).open("rb") as file:
        yield from iter(lambda: file.readline(MOST_LINE), b"")


def _check(path: str, log_path: str, keys: Collection[str]) -> Iterator[str]:
    """Check a pack, a log or both; yield what was found in sentences, the key in the end."""
    try:
        for key in keys:
            read_key(key)
    except DoesNotFit as problem:
        raise CannotCheck(f"{problem} Copy the whole key after --key.") from problem
    pack, latest = None, None
    if path:
        pack = check_pack(_read(path), keys)
        yield f"The pack is whole: edition {pack.edition}, fingerprint {pack.fingerprint}."
        yield "The record holds its issue, with each of its files as it is here."
        if pack.texts:
            yield f"The record holds the writing and approval of the texts in it ({pack.texts})."
        yield f"It prints the record of {pack.printed.size} entries, root {pack.printed.root}."
    if log_path:
        trusted = keys or ([str(pack.printed.key)] if pack else [])
        latest = check_log(_lines(log_path), trusted, pack)
        yield f"The log is whole: {latest.size} entries, root {latest.root}."
        if pack:
            yield "It begins with the record that the pack was issued on."
    if keys:
        yield "Everything fits, and is signed with a key you gave."
    elif signed := latest or (pack and pack.printed):
        yield f"Signed with the key {signed.key}"
        yield OTHERWISE


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names, say in sentences what was found; return the exit code."""
    parser = argparse.ArgumentParser(description="Check a pack from Waymark and its record.")
    parser.add_argument("pack", nargs="?", help="the ZIP file of an issued pack")
    parser.add_argument("--log", help="the whole record, from `flask audit export`")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        help="the public key that the organisation publishes; may be given several times",
    )
    asked = parser.parse_args(arguments)
    if not asked.pack and not asked.log:
        parser.error("name a pack, a log, or both")
    try:
        for sentence in _check(asked.pack, asked.log, asked.key):
            print(sentence)
    except DoesNotFit as problem:
        print(f"DOES NOT FIT. {problem}")
        print("Do not rely on it. Tell the organisation, and ask it for the original.")
        return 1
    except CannotCheck as problem:
        print(f"COULD NOT BE CHECKED. {problem}")
        return 2
    except OSError as error:
        print(f"COULD NOT BE CHECKED. {error.filename} cannot be read: {error.strerror}.")
        return 2
    return 0


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # some consoles know few letters
    sys.exit(main())
