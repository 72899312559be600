"""Keys of one purpose each, the same in every process."""

from dataclasses import astuple

from application.subkeys import subkeys

MASTER = bytes(range(32))


def test_the_same_master_key_makes_the_same_keys_for_ever() -> None:
    """These are stored under: a change would lose every upload and webhook, and let every command be done twice."""
    assert subkeys(MASTER) == subkeys(MASTER)
    assert [
        "fade7bc0",
        "ddaa0468",
        "980cadca",
        "179d5201",
        "868a4274",
        "476cb4e6",
        "8d2a1465",
        "2e5c98ef",
        "90ac7660",
    ] == [key.hex()[:8] for key in astuple(subkeys(MASTER))]


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = [*astuple(subkeys(MASTER)), *astuple(subkeys(bytes(32))), MASTER]

    assert len(keys) == len(set(keys))
    assert {32} == {len(key) for key in keys}


def test_keys_do_not_show_themselves() -> None:
    shown = repr(subkeys(MASTER))

    assert subkeys(MASTER).uploads.hex() not in shown
    assert repr(subkeys(MASTER).uploads) not in shown
