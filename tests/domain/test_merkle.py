"""Roots and proofs: the vectors of Certificate Transparency, and the text of RFC 9162 written down word for word."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merkle import (
    EMPTY,
    Perfect,
    Span,
    consistency_spans,
    cut,
    folded,
    inclusion_spans,
    is_consistent,
    is_included,
)
from domain.merkle_store import BLOCK, Growing, NotKept, Place, grown_to, runs, span_hash
from tests.domain import trees

# From the tests of Certificate Transparency, which RFC 9162 is about: eight leaves, the root of each beginning.
DATA = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
A, B, C = ROOTS[0], "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", ROOTS[3]
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
G = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
H = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
SIZES = st.integers(1, 700)


def kept(leaves: Sequence[bytes]) -> dict[Place, bytes]:
    """What the ledger keeps of a tree that has grown leaf by leaf."""
    tree = grown(leaves)
    return {**{Place(0, n): leaf for n, leaf in enumerate(leaves)}, **tree.take()}


def grown(leaves: Sequence[bytes]) -> Growing:
    tree = Growing()
    for leaf in leaves:
        tree.add(leaf)
    return tree


def vectors() -> list[bytes]:
    return [trees.leaf(bytes.fromhex(each)) for each in DATA]


def hashed(spans: Sequence[Span], leaves: Sequence[bytes]) -> list[bytes]:
    return [span_hash(span, kept(leaves)) for span in spans]


def test_the_roots_are_those_of_the_vectors() -> None:
    assert list(ROOTS) == [grown(vectors()[:n]).root().hex() for n in range(1, 9)]
    assert EMPTY == Growing().root() == folded([])


@pytest.mark.parametrize(
    ("index", "size", "path"), [(0, 8, [F, B, G]), (5, 8, [D, E, C]), (2, 3, [ROOTS[1]]), (1, 5, [A, B, D]), (0, 1, [])]
)
def test_the_inclusion_proofs_are_those_of_the_vectors(index: int, size: int, path: list[str]) -> None:
    found = hashed(inclusion_spans(index, size), vectors())

    assert path == [each.hex() for each in found]
    assert is_included(vectors()[index], index, size, found, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(
    ("first", "second", "path"), [(1, 8, [F, B, G]), (6, 8, [H, E, C]), (2, 5, [B, D]), (8, 8, []), (1, 1, [])]
)
def test_the_consistency_proofs_are_those_of_the_vectors(first: int, second: int, path: list[str]) -> None:
    found = hashed(consistency_spans(first, second), vectors())

    assert path == [each.hex() for each in found]
    assert is_consistent(first, second, found, bytes.fromhex(ROOTS[first - 1]), bytes.fromhex(ROOTS[second - 1]))


@given(SIZES, st.data())
def test_every_proof_is_the_one_that_the_text_demands_and_passes(size: int, data: st.DataObject) -> None:
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    leaves = trees.leaves(size)
    root, old = trees.root(leaves), trees.root(leaves[:first])

    inclusion, consistency = (
        hashed(inclusion_spans(index, size), leaves),
        hashed(consistency_spans(first, size), leaves),
    )

    assert root == grown(leaves).root()
    assert trees.path(index, leaves) == inclusion
    assert trees.proof(first, leaves) == consistency
    assert is_included(leaves[index], index, size, inclusion, root)
    assert is_consistent(first, size, consistency, old, root)


@given(SIZES, st.data())
def test_no_inclusion_proof_passes_for_anything_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = trees.leaves(size)
    root, path = trees.root(leaves), trees.path(index, leaves)

    assert not is_included(leaves[index - 1], index, size, path, root) or size == 1
    assert not is_included(leaves[index], index, size, [*path, root], root)
    assert not is_included(leaves[index], index, size, path[:-1], root) or not path
    assert not is_included(leaves[index], size, size, path, root)
    assert not is_included(leaves[index], index, size, path, EMPTY)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index)) if size > 1 else -1
    assert not is_included(leaves[index], other, size, path, root)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not is_included(leaves[index], index, size, [*path[:at], EMPTY, *path[at + 1 :]], root)


@given(SIZES, st.data())
def test_no_consistency_proof_passes_for_anything_else(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size))
    leaves = trees.leaves(size)
    old, root, path = trees.root(leaves[:first]), trees.root(leaves), trees.proof(first, leaves)

    assert not is_consistent(first, size, path, EMPTY, root)
    assert not is_consistent(first, size, path, old, EMPTY)
    assert not is_consistent(first, size, [*path, root], old, root)
    assert not is_consistent(first, size, path[:-1], old, root) or not path
    assert not is_consistent(size + 1, size, path, root, old)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not is_consistent(first, size, [*path[:at], EMPTY, *path[at + 1 :]], old, root)


def test_the_empty_tree_begins_every_tree() -> None:
    leaf = trees.leaves(1)[0]

    assert is_consistent(0, 0, [], EMPTY, EMPTY)
    assert is_consistent(0, 1, [], EMPTY, leaf)
    assert not is_consistent(0, 1, [leaf], EMPTY, leaf)
    assert not is_consistent(0, 1, [], leaf, leaf)
    assert not is_consistent(-1, 1, [leaf], leaf, leaf)
    assert not is_consistent(3, 5, [], leaf, leaf)


@given(st.integers(0, 300_000), st.integers(0, 300_000))
def test_a_node_is_cut_into_perfect_subtrees_that_lie_side_by_side(first: int, length: int) -> None:
    start = (first >> length.bit_length()) << length.bit_length()

    pieces = list(cut(Span(start, start + length)))

    at = start
    for each in pieces:
        assert at == each.index << each.height
        at += 1 << each.height
    assert start + length == at
    assert [] == list(cut(Span(7, 7)))
    assert [Perfect(0, 7)] == list(cut(Span(7, 8)))


@given(st.integers(1, 10**12), st.data())
def test_a_proof_needs_few_hashes_at_any_size(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))

    for spans in (inclusion_spans(index, size), consistency_spans(first, size), [Span(0, size)]):
        needed = runs(spans)
        levels = 1 + (size.bit_length() - 1) // 8

        assert sum(run.count for run in needed) <= 2 * BLOCK * levels
        assert all(run.count < BLOCK for run in needed)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_535, 65_536, 65_793])
def test_a_tree_goes_on_from_what_is_kept(size: int) -> None:
    leaves = trees.leaves(65_800)
    store = kept(leaves)

    tree = grown_to(size, store)
    for leaf in leaves[size:]:
        tree.add(leaf)

    assert grown(leaves[:size]).root() == span_hash(Span(0, size), store)
    assert grown(leaves).root() == tree.root()
    assert tree.take() == {place: store[place] for place in store if place.level and _ends(place) > size}
    assert {} == tree.take()


def test_only_what_is_kept_can_be_told() -> None:
    store = kept(trees.leaves(300))
    del store[Place(1, 0)]

    with pytest.raises(NotKept) as missing:
        grown_to(300, store)

    assert (Place(1, 0),) == missing.value.args
    assert replace(grown_to(200, store), finished={}).root() == trees.root(trees.leaves(200))


def _ends(place: Place) -> int:
    return (place.index + 1) << (8 * place.level)
