"""The text of a checkpoint: as C2SP's own example has it, read strictly, and one checkpoint is one text."""

from base64 import b64decode

import pytest

from domain.signed_note import (
    BadNote,
    Checkpoint,
    Signature,
    is_log_name,
    key_id,
    read_note,
    signed,
    text_of,
    verifier_key,
)

CHECKPOINT = Checkpoint(origin="jejak-izin.example/izin", size=20852163, root=bytes(range(32)))
SIGNATURE = Signature(name="jejak-izin.example/izin", key_id=b"\x01\x02\x03\x04", signature=b"s" * 64)
TEXT = "jejak-izin.example/izin\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
NOTE = signed(TEXT, SIGNATURE)


def test_a_checkpoint_is_three_lines_and_a_signature_below_an_empty_one() -> None:
    note = read_note(NOTE)

    assert TEXT == text_of(CHECKPOINT) == note.text
    assert CHECKPOINT == note.checkpoint
    assert (SIGNATURE,) == note.signatures
    assert NOTE.startswith(TEXT + "\n\N{EM DASH} jejak-izin.example/izin AQIDBHNz")


# Two keys that are printed elsewhere: of the documentation of Go's package note, and of Go's checksum database.
@pytest.mark.parametrize(
    "known",
    [
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    ],
)
def test_a_key_is_written_as_others_write_theirs(known: str) -> None:
    name, _, encoded = known.split("+", 2)

    assert known == verifier_key(name, b64decode(encoded)[1:])
    assert key_id(name, bytes(32)) != key_id("another", bytes(32))


def test_further_lines_and_others_signatures_belong_to_a_note_too() -> None:
    more = Signature(name="witness.example", key_id=b"wwww", signature=b"x" * 72)

    note = read_note(f"{TEXT}extension\n\n" + "".join(signed("", each)[1:] for each in (SIGNATURE, more)))

    assert f"{TEXT}extension\n" == note.text
    assert (SIGNATURE, more) == note.signatures


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        NOTE[:-1],
        NOTE[:-9],
        NOTE.replace("20852163", "020852163"),
        NOTE.replace("20852163", "-1"),
        NOTE.replace("20852163", "٣"),
        NOTE.replace("AAEC", "AAE"),
        NOTE.replace("Hh8=", "Hh9="),
        NOTE.replace("Hh8=", "Hé8="),
        NOTE.replace(TEXT, "one\n2\n"),
        NOTE.replace("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "AAEC"),
        NOTE.replace(TEXT, f"\n{TEXT}"),
        NOTE.replace(f"{CHECKPOINT.origin}\n", "two words\n"),
        NOTE.replace("\N{EM DASH} ", "- "),
        NOTE.replace("AQIDBHNz", "AQID BHNz"),
        f"{TEXT}\n\N{EM DASH} name AQIDBA==\n",
        f"{NOTE}\n",
        NOTE + NOTE,
    ],
)
def test_whatever_else_is_no_checkpoint(note: str) -> None:
    with pytest.raises(BadNote):
        read_note(note)


@pytest.mark.parametrize(("name", "fits"), [("a.example/izin", True), ("", False), ("a b", False), ("a+b", False)])
def test_a_log_is_called_by_one_word(name: str, fits: bool) -> None:
    assert fits == is_log_name(name)
    assert not is_log_name("x" * 201)
    assert not is_log_name("a\nb")
