"""The checker's own parts: signatures, keys, notes, the ZIP, and its command line."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from webapp import waymark_verify as checker
from webapp.checkpoints import Signer

CHECKER = Path(checker.__file__)
# RFC 8032, section 7.1: public key, message, signature.
KNOWN = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
            "1cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
            "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
            "984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
SIGNER = Signer("waymark.example.org", bytes(range(32)))
NOTE, KEY = SIGNER.sign(7, bytes(32))


@pytest.mark.parametrize("public, message, signature", KNOWN)
def test_the_signatures_of_the_standard(public: str, message: str, signature: str) -> None:
    key, said, signed = map(bytes.fromhex, (public, message, signature))
    assert checker.signed_by(key, said, signed)
    assert not checker.signed_by(key, said + b"\0", signed)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=90), st.data())
def test_a_signature_is_good_for_its_key_and_message_only(
    seed: bytes, message: bytes, data: st.DataObject
) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert checker.signed_by(public, message, signature)
    for whole, where in ((signature, "signature"), (public, "public"), (message, "message")):
        if not whole:
            continue
        bit = data.draw(st.integers(0, len(whole) * 8 - 1), where)
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        parts = {"public": public, "message": message, "signature": signature}
        assert not checker.signed_by(**{**parts, where: bytes(flipped)})


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_has_64_bytes(length: int) -> None:
    assert not checker.signed_by(bytes(32), b"", bytes(length))


def test_a_signature_has_one_form() -> None:
    public, _, signature = (bytes.fromhex(part) for part in KNOWN[0])
    scalar = int.from_bytes(signature[32:], "little") + checker.ORDER
    assert not checker.signed_by(public, b"", signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "public",
    [
        (checker.PRIME + 1).to_bytes(32, "little"),  # 1, written with more than the prime
        (2).to_bytes(32, "little"),  # on no point of the curve
        (1 | 1 << 255).to_bytes(32, "little"),  # minus nothing
    ],
    ids=["too large", "no point", "minus zero"],
)
def test_bytes_that_are_no_key(public: bytes) -> None:
    assert not checker.signed_by(public, b"", bytes(64))


def test_a_key_is_read_as_it_is_written() -> None:
    key = checker.read_key(KEY)
    assert str(key) == KEY
    assert key.name == "waymark.example.org"
    assert KEY.split("+")[1] == key.identity.hex()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "waymark.example.org",
        KEY[:-1],
        f"{KEY} ",
        KEY.replace("waymark", "other"),
        f"+{KEY.partition('+')[2]}",
        f"{KEY.rpartition('+')[0]}+é",
    ],
)
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(checker.DoesNotFit, match="is not a public key"):
        checker.read_key(text)


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    said = checker.read_checkpoint(NOTE, checker.read_key(KEY))
    assert (said.size, said.root, str(said.key)) == (7, "00" * 32, KEY)
    assert NOTE.splitlines()[:2] == ["waymark.example.org", "7"]


@given(st.data())
def test_no_character_of_a_checkpoint_can_change(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(NOTE) - 1))
    sign = data.draw(st.sampled_from("0a=+ \n\u2014").filter(lambda sign: sign != NOTE[place]))
    for changed in (
        NOTE[:place] + sign + NOTE[place + 1 :],
        NOTE[:place] + NOTE[place + 1 :],
        NOTE[:place] + sign + NOTE[place:],
    ):
        if changed == NOTE:
            continue  # a doubled sign taken out or put in beside itself
        with pytest.raises(checker.DoesNotFit, match="does not carry a good signature"):
            checker.read_checkpoint(changed, checker.read_key(KEY))


@given(st.dictionaries(st.from_regex(checker.PLAIN_NAME, fullmatch=True), st.binary(), max_size=5))
def test_a_zip_gives_back_what_was_put_in(members: dict[str, bytes]) -> None:
    data = checker.packed(members)
    assert checker.unpacked(data) == members
    assert checker.packed(dict(reversed(members.items()))) == data


@pytest.mark.parametrize("name", ["../up", "/root", "a/b", "a\\b", ".hidden", "é", ""])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(checker.DoesNotFit, match="not as Waymark writes it"):
        checker.unpacked(checker.packed({name: b"x"}))


def test_too_many_files_are_refused() -> None:
    with pytest.raises(checker.DoesNotFit, match="not as Waymark writes it"):
        checker.unpacked(checker.packed({f"{number}.txt": b"" for number in range(33)}))


def test_the_checker_needs_the_standard_library_only() -> None:
    script = (
        "import runpy, sys; before = set(sys.modules); "
        f"runpy.run_path({str(CHECKER)!r}); "
        "import sysconfig; library = sysconfig.get_path('stdlib'); "
        "print([n for n, m in sys.modules.items() if n not in before "
        "and not (getattr(m, '__file__', None) or library).startswith(library)])"
    )
    done = run("-c", script)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "words, sentence",
    [
        (["nowhere.zip"], "COULD NOT BE CHECKED. nowhere.zip cannot be read"),
        (["--log", "nowhere.jsonl"], "COULD NOT BE CHECKED. nowhere.jsonl cannot be read"),
        (["nowhere.zip", "--key", "x"], "COULD NOT BE CHECKED. x is not a public key"),
    ],
)
def test_what_cannot_be_read_is_neither_good_nor_bad(words: list[str], sentence: str) -> None:
    done = run(str(CHECKER), *words)
    assert done.returncode == 2
    assert done.stdout.startswith(sentence)
    assert not done.stderr


def test_it_asks_for_something_to_check() -> None:
    done = run(str(CHECKER))
    assert done.returncode == 2
    assert "name a pack, a log, or both" in done.stderr


def test_a_file_larger_than_any_pack_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(checker.MOST_BYTES + 1)
    done = run(str(CHECKER), str(path))
    assert done.returncode == 2
    assert "is too large to be a pack" in done.stdout


def test_something_else_is_no_pack(tmp_path: Path) -> None:
    path = tmp_path / "letter.zip"
    path.write_text("Dear board")
    done = run(str(CHECKER), str(path))
    assert done.returncode == 1
    assert done.stdout.startswith("DOES NOT FIT. The ZIP file is not as Waymark writes it")
