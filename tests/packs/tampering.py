"""Every kind of single change somebody may make to a pack or a log before handing it on."""

import base64
import hashlib
import io
import json
import random
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from webapp import waymark_verify as checker
from webapp.checkpoints import Signer
from webapp.waymark_verify import MANIFEST, PROOF, canonical, packed, unpacked

SOMEBODY_ELSE = Signer("waymark.example.org", bytes(range(32)))


@dataclass(frozen=True)
class Given:
    """A pack and a log as somebody hands them on."""

    pack: bytes
    log: tuple[bytes, ...]

    def problem(self, *keys: str) -> str | None:
        """Return what the checker says is wrong, or None."""
        try:
            pack = checker.check_pack(self.pack, keys)
            checker.check_log(self.log, keys or [str(pack.printed.key)], pack)
        except checker.DoesNotFit as problem:
            return str(problem)
        return None

    @property
    def members(self) -> dict[str, bytes]:
        """The files of the pack."""
        return unpacked(self.pack)

    @property
    def editions(self) -> list[str]:
        """The names of the edition's files."""
        listed = json.loads(self.members[MANIFEST])["files"]
        return [file["name"] for file in listed if "format" in file]

    def with_line(self, place: int, *lines: bytes) -> "Given":
        """Put lines in place of one of the log."""
        return replace(self, log=(*self.log[:place], *lines, *self.log[place + 1 :]))

    def with_members(self, members: Mapping[str, bytes]) -> "Given":
        """Put other files into the pack, and bring its manifest in line."""
        manifest = json.loads(members[MANIFEST])
        formats = {file["name"]: file.get("format") for file in manifest["files"]}
        manifest["files"] = [
            {
                "name": name,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                **({"format": formats[name]} if formats.get(name) else {}),
            }
            for name, content in sorted(members.items())
            if name != MANIFEST
        ]
        return replace(self, pack=packed({**members, MANIFEST: canonical(manifest)}))


Changes = Iterator[tuple[str, Given]]


def changes(given: Given) -> Changes:
    """Yield every change with a name for it, the same ones for the same pack at every run."""
    chance = random.Random(20260331)  # noqa: S311 - a choice of places, not a secret
    kinds: tuple[Callable[[Given, random.Random], Changes], ...] = (
        in_the_zip,
        in_the_members,
        in_the_json,
        under_another_key,
        in_the_log,
    )
    for kind in kinds:
        yield from kind(given, chance)


def flipped(data: bytes, bit: int) -> bytes:
    """Return bytes with one bit the other way."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def in_the_zip(given: Given, chance: random.Random) -> Changes:
    """Change bytes of the file itself: in every member, and between them."""
    data = given.pack
    bits = {f"bit {bit} at the start": bit for bit in range(0, 30 * 8, 11)}
    for name, content in given.members.items():
        start = data.index(content) * 8
        for _ in range(6):
            bit = chance.randrange(len(content) * 8)
            bits[f"bit {bit} in {name}"] = start + bit
    for _ in range(24):
        bit = chance.randrange(900 * 8)  # the ZIP's own list of its files
        bits[f"bit {bit} from the end"] = len(data) * 8 - 1 - bit
    for name, bit in bits.items():
        yield name, replace(given, pack=flipped(data, bit))
    for length in (0, 1, 21, 22, 1000, len(data) // 2, len(data) - 1):
        yield f"cut to {length}", replace(given, pack=data[:length])
    yield "one byte more at the end", replace(given, pack=data + b"\0")
    yield "one byte more in front", replace(given, pack=b"\0" + data)


def zipped(members: Mapping[str, bytes], method: int, again: str = "") -> bytes:
    """Return a ZIP in another layout, perhaps with one name twice."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the name that is there twice
        for name in [*sorted(members), *([again] if again else [])]:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), members[name], method)
    return target.getvalue()


def in_the_members(given: Given, _chance: random.Random) -> Changes:
    """Take files out, add, rename and replace some; once the manifest is brought in line."""
    members = given.members
    for name, content in members.items():
        rest = {other: kept for other, kept in members.items() if other != name}
        yield f"without {name}", replace(given, pack=packed(rest))
        yield f"{name} renamed", replace(given, pack=packed({**rest, f"x-{name}": content}))
        yield f"{name} emptied", replace(given, pack=packed({**rest, name: b""}))
    for name in given.editions:
        rest = {other: kept for other, kept in members.items() if other != name}
        yield f"{name} not even listed", given.with_members(rest)
        yield f"{name} with a space more", given.with_members({**rest, name: members[name] + b" "})
        yield f"{name} is another file", given.with_members({**rest, name: b"Dear board"})
    stored, deflated = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
    yield "a file nobody listed", replace(given, pack=packed({**members, "a.txt": b"a"}))
    yield "packed again", replace(given, pack=zipped(members, deflated))
    yield "a name twice", replace(given, pack=zipped(members, stored, "README.txt"))


def ways(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield each plain value in JSON with the way to it."""
    if isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from ways(part, (*path, name))
    else:
        yield path, value


def other(value: Any, chance: random.Random) -> Any:
    """Return a plain value like this one that is not this one."""
    if not isinstance(value, str):
        return (value or 0) + chance.choice((1, 2, 1000))
    place = chance.randrange(len(value) + 1)
    sign = chance.choice([sign for sign in "0af1Z" if sign != value[place : place + 1]])
    return value[:place] + sign + value[place + 1 :]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> bytes:
    """Return JSON with one plain value changed."""
    copy = inner = json.loads(json.dumps(value))
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = new
    return canonical(copy)


def in_the_json(given: Given, chance: random.Random) -> Changes:
    """Change every value of manifest and proof, and some of the document, all else in line."""
    members = given.members
    manifest, proof = json.loads(members[MANIFEST]), json.loads(members[PROOF])
    for path, value in ways(manifest):
        text = changed(manifest, path, other(value, chance))
        yield f"manifest {path}", replace(given, pack=packed({**members, MANIFEST: text}))
    for path, value in ways(proof):
        text = changed(proof, path, other(value, chance))
        yield f"proof {path}", given.with_members({**members, PROOF: text})
    (data,) = (name for name in given.editions if name.endswith(".json"))
    document = json.loads(members[data])
    for part in document:
        found = list(ways(document[part], (part,)))
        for path, value in chance.sample(found, min(3, len(found))):
            text = changed(document, path, other(value, chance))
            yield f"document {path}", given.with_members({**members, data: text})
    sources = proof["sources"]
    for name, items in {
        "nothing was written": sources[1:],
        "nothing was approved": sources[:1],
        "an entry on something else": [*sources, proof["issue"]],
    }.items():
        text = canonical({**proof, "sources": items})
        yield name, given.with_members({**members, PROOF: text})
    longer = {**proof["issue"], "entry": {**proof["issue"]["entry"], "more": 1}}
    for name, value, part in (
        ("the later state as the printed one", MANIFEST, {"checkpoint": proof["checkpoint"]}),
        ("the printed state as the later one", PROOF, {"checkpoint": manifest["checkpoint"]}),
        ("something else as the issue", PROOF, {"issue": sources[1]}),
        ("an entry that says more", PROOF, {"issue": longer}),
    ):
        text = canonical({**json.loads(members[value]), **part})
        yield name, given.with_members({**members, value: text})
    yield "data of another kind", given.with_members({**members, data: b"[]"})
    for name, value in ((MANIFEST, manifest), (PROOF, proof)):
        loose = {**members, name: json.dumps(value).encode()}
        yield f"{name} in another form", replace(given, pack=packed(loose))
        more = {**members, name: canonical({**value, "more": 1})}
        yield f"{name} says more", given.with_members(more)
    loose = {**members, PROOF: json.dumps(proof).encode()}
    yield "proof in another form, listed so", given.with_members(loose)
    twice = {**manifest, "files": [*manifest["files"], manifest["files"][0]]}
    yield (
        "a file listed twice",
        replace(given, pack=packed({**members, MANIFEST: canonical(twice)})),
    )


def under_another_key(given: Given, _chance: random.Random) -> Changes:
    """Sign one part again, with a key of one's own."""
    members = given.members
    for name in (MANIFEST, PROOF):
        value = json.loads(members[name])
        for part, new in signed_again(value).items():
            text = canonical({**value, **new})
            yield f"{name}: {part}", given.with_members({**members, name: text})
    end = json.loads(given.log[-1])
    for part, new in signed_again(end).items():
        yield (
            f"log: {part}",
            given.with_line(-1 % len(given.log), canonical({**end, **new}) + b"\n"),
        )


def signed_again(value: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return what of a checkpoint may be another's: its signature, its key, or both."""
    size, root = value["checkpoint"].splitlines()[1:3]
    note, key = SOMEBODY_ELSE.sign(int(size), base64.b64decode(root))
    return {
        "signature and key": {"checkpoint": note, "key": key},
        "signature": {"checkpoint": note},
        "key": {"key": key},
    }


def in_the_log(given: Given, chance: random.Random) -> Changes:
    """Drop, double, move, cut and change each line of the log."""
    for place, line in enumerate(given.log):
        name = f"line {place + 1}"
        yield f"{name} gone", given.with_line(place)
        yield f"{name} twice", given.with_line(place, line, line)
        yield f"{name} bit", given.with_line(place, flipped(line, chance.randrange(len(line) * 8)))
        yield f"{name} cut", given.with_line(place, line[: chance.randrange(1, len(line))])
        value = json.loads(line)
        for path, old in ways(value):
            text = changed(value, path, other(old, chance)) + b"\n"
            yield f"{name} {path}", given.with_line(place, text)
        if place:
            moved = (*given.log[: place - 1], line, given.log[place - 1], *given.log[place + 1 :])
            yield f"{name} moved", replace(given, log=moved)
    number = canonical({**json.loads(given.log[-1]), "checkpoint": 1}) + b"\n"
    yield "a number as the signed end", given.with_line(len(given.log) - 1, number)
    yield "nothing left of the log", replace(given, log=())
