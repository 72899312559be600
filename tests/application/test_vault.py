"""Keys and seals: what opens, what does not, and what is left when a key is gone."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from uuid import UUID

import pytest

from application.vault import Tampered, UnknownMasterKey, Vault, commitment

PERMIT, OTHER = UUID(int=1), UUID(int=2)
OLD, NEW = bytes(32), bytes(range(32))
NAME = "fact.applicant.name"
VALUE = b'"Siti Rahmah"'


def test_a_sealed_value_opens_where_it_was_sealed() -> None:
    vault = Vault([NEW])
    key = vault.new_key(PERMIT)
    [sealed] = vault.seal(key, 3, [(NAME, VALUE)])

    again = Vault([NEW]).key(PERMIT, key.wrapped)

    assert VALUE == Vault.open(again, 3, NAME, sealed).value


@pytest.mark.parametrize(
    ("permit", "version", "path"), [(OTHER, 3, NAME), (PERMIT, 4, NAME), (PERMIT, 3, "fact.applicant.nik")]
)
def test_a_sealed_value_that_was_moved_does_not_open(permit: UUID, version: int, path: str) -> None:
    vault = Vault([NEW])
    key = vault.new_key(PERMIT)
    [sealed] = vault.seal(key, 3, [(NAME, VALUE)])
    elsewhere = type(key)(permit, key.wrapped, key.secret, key.cipher)

    with pytest.raises(Tampered):
        Vault.open(elsewhere, version, path, sealed)


def test_one_altered_bit_is_found() -> None:
    vault = Vault([NEW])
    key = vault.new_key(PERMIT)
    [sealed] = vault.seal(key, 1, [(NAME, VALUE)])
    altered = bytearray(b64decode(sealed["$"]))
    altered[-1] ^= 1

    with pytest.raises(Tampered):
        Vault.open(key, 1, NAME, {**sealed, "$": b64encode(altered).decode()})
    with pytest.raises(Tampered):
        vault.key(PERMIT, key.wrapped[:-1] + bytes([key.wrapped[-1] ^ 1]))
    with pytest.raises(Tampered):
        vault.key(OTHER, key.wrapped)


def test_the_commitment_is_checked_with_the_salt_alone() -> None:
    """As a verifier does it, who has neither our program nor the key."""
    vault = Vault([NEW])
    key = vault.new_key(PERMIT)
    [sealed] = vault.seal(key, 1, [(NAME, VALUE)])

    opened = Vault.open(key, 1, NAME, sealed)

    assert sealed["c"] == b64encode(sha256(opened.salt + NAME.encode() + VALUE).digest()).decode()
    assert sealed["c"] == commitment(opened, NAME)
    assert 16 == len(opened.salt)


def test_equal_values_look_different_every_time() -> None:
    vault = Vault([NEW])
    key = vault.new_key(PERMIT)

    seen = [json.dumps(sealed) for _ in range(50) for sealed in vault.seal(key, 1, [(NAME, VALUE), (NAME, VALUE)])]

    assert 100 == len(set(seen))


def test_one_read_of_randomness_a_sealing() -> None:
    reads: list[int] = []

    def noise(size: int) -> bytes:
        reads.append(size)
        return bytes(size)

    vault = Vault([NEW], noise=noise)
    vault.seal(vault.new_key(PERMIT), 1, [(NAME, VALUE)] * 9)

    assert 2 == len(reads)


def test_keys_of_an_older_master_key_still_open() -> None:
    before = Vault([OLD]).new_key(PERMIT)

    rotated = Vault([NEW, OLD])

    assert before.secret == rotated.key(PERMIT, before.wrapped).secret
    assert rotated.new_key(PERMIT).wrapped[1:9] == Vault([NEW]).new_key(OTHER).wrapped[1:9]
    with pytest.raises(UnknownMasterKey):
        Vault([NEW]).key(PERMIT, before.wrapped)


def test_the_key_of_the_papers_is_the_permits_own_and_not_the_key_itself() -> None:
    vault = Vault([NEW])
    one, other = vault.new_key(PERMIT), vault.new_key(OTHER)

    assert one.papers == vault.key(PERMIT, one.wrapped).papers
    assert len({one.papers, other.papers, one.secret, other.secret}) == 4


def test_a_key_does_not_print_itself() -> None:
    key = Vault([NEW]).new_key(PERMIT)

    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)
