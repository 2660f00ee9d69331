"""The record as a tree: against a second, plain implementation and against the proofs' checker."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp import waymark_verify as checker
from webapp.domain.merkle import Tree

ENTRIES = [sha256(bytes([number])).digest() for number in range(130)]
sizes = st.integers(1, len(ENTRIES))

# The tree of Certificate Transparency's own tests, whose leaves are of any length.
KNOWN = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]


def naive_root(entries: list[bytes]) -> bytes:
    """Return MTH of RFC 9162, section 2.1.1, word for word."""
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    middle = 1
    while middle * 2 < len(entries):
        middle *= 2
    return sha256(b"\x01" + naive_root(entries[:middle]) + naive_root(entries[middle:])).digest()


def hexed(proof: list[bytes]) -> list[str]:
    return [part.hex() for part in proof]


def state(size: int) -> checker.Checkpoint:
    root = naive_root(ENTRIES[:size]).hex()
    return checker.Checkpoint(size, root, checker.Key("w", bytes(32)))


def test_the_tree_of_certificate_transparency() -> None:
    root = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert Tree(KNOWN).root().hex() == root


@given(sizes, st.data())
def test_the_root_at_every_size(size: int, data: st.DataObject) -> None:
    whole = Tree(ENTRIES[:size])
    before = data.draw(st.integers(0, size))
    assert whole.root() == naive_root(ENTRIES[:size])
    assert whole.root(before) == naive_root(ENTRIES[:before])


@given(sizes, st.data())
def test_an_entry_is_proved_at_its_place_only(size: int, data: st.DataObject) -> None:
    later = data.draw(st.integers(size, len(ENTRIES)))
    place = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, len(ENTRIES) - 1).filter(lambda other: other != place))
    proof = hexed(Tree(ENTRIES[:later]).inclusion(place, size))
    root = naive_root(ENTRIES[:size]).hex()
    assert checker.included(ENTRIES[place].hex(), place, size, proof, root)
    assert not checker.included(ENTRIES[other].hex(), place, size, proof, root)
    assert not checker.included(ENTRIES[place].hex(), other, size, proof, root)


@given(sizes, st.data())
def test_a_record_begins_with_every_earlier_one(size: int, data: st.DataObject) -> None:
    before = data.draw(st.integers(1, size))
    proof = hexed(Tree(ENTRIES).consistency(before, size))
    assert checker.consistent(state(before), state(size), proof)
    rewritten = state(before)._replace(root=naive_root(ENTRIES[1 : before + 1]).hex())
    assert not checker.consistent(rewritten, state(size), proof)
    assert not checker.consistent(state(before), state(size)._replace(root="0" * 64), proof)


@given(st.integers(2, len(ENTRIES)), st.data())
def test_a_proof_that_was_touched_proves_nothing(size: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, size - 1))
    before = data.draw(st.integers(1, size - 1))
    whole = Tree(ENTRIES[:size])
    for proof, holds in (
        (
            hexed(whole.inclusion(place)),
            lambda path: checker.included(
                ENTRIES[place].hex(), place, size, path, whole.root().hex()
            ),
        ),
        (
            hexed(whole.consistency(before)),
            lambda path: checker.consistent(state(before), state(size), path),
        ),
    ):
        spot = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof]
        changed[spot] = f"{int(changed[spot], 16) ^ 1 << data.draw(st.integers(0, 255)):064x}"
        assert holds(proof)
        assert not holds(changed)
        assert not holds([*proof[:spot], *proof[spot + 1 :]])
        assert not holds([*proof[:spot], "0" * 64, *proof[spot:]])
        assert not holds([*proof, proof[-1]])


@given(st.integers(0, len(ENTRIES)))
def test_a_tree_that_grows_entry_by_entry_has_the_same_root(size: int) -> None:
    growing = checker.GrowingTree()
    for entry in ENTRIES[:size]:
        growing.append(entry.hex())
    assert growing.root() == naive_root(ENTRIES[:size]).hex()


def test_what_the_record_never_held_is_refused() -> None:
    whole = Tree(ENTRIES[:5])
    assert whole.consistency(0) == whole.consistency(5) == []
    with pytest.raises(ValueError, match="has 5 entries, not 6"):
        whole.root(6)
    with pytest.raises(ValueError, match="no entry 5 among 5"):
        whole.inclusion(5)
    with pytest.raises(ValueError, match="no entry 3 among 3"):
        whole.inclusion(3, 3)
    with pytest.raises(ValueError, match="4 entries cannot begin with 5"):
        whole.consistency(5, 4)
    assert Tree([]).root() == sha256().digest()
