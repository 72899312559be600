"""A checkpoint on paper: all that is needed to check an export by, also as a code that a phone reads."""

from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.documents.checkpoint import CheckpointSheet, grouped, render_checkpoint
from domain.signed_note import Checkpoint, Signature, key_id, signed, text_of, verifier_key
from tests.decrees import FORM
from tests.pdf_text import in_order, pages, qr_codes

NAME = "izin.banjarbarukota.go.id/jejak"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
ROOT = bytes(range(32))
TEXT = text_of(Checkpoint(origin=NAME, size=10_000_000, root=ROOT))
NOTE = signed(TEXT, Signature(name=NAME, key_id=key_id(NAME, PUBLIC), signature=KEY.sign(TEXT.encode())))
SHEET = CheckpointSheet(
    office=FORM.office,
    origin=NAME,
    size=10_000_000,
    root=ROOT,
    note=NOTE,
    verifier_key=verifier_key(NAME, PUBLIC),
    sealed_at=datetime(2026, 11, 23, 1, 14, tzinfo=UTC),
    stamped_at=datetime(2026, 11, 23, 1, 15, tzinfo=UTC),
    url="https://izin.example/v1/checkpoint",
)


def test_it_says_what_was_sealed_when_and_by_which_key() -> None:
    (text,) = pages(render_checkpoint(SHEET))

    assert in_order(
        text,
        "TITIK SEGEL JEJAK KEJADIAN",
        "KEJADIAN 1 SAMPAI DENGAN 10000000",
        NAME,
        "00010203 04050607",
        "23 November 2026 pukul 09.14 WITA",
        "23 November 2026 pukul 09.15 WITA",
        "https://izin.example/v1/checkpoint",
    )
    assert "00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 18191a1b 1c1d1e1f" == grouped(ROOT)


def test_the_code_holds_the_note_itself() -> None:
    ((text, millimetres),) = qr_codes(render_checkpoint(SHEET))

    assert NOTE == text
    assert 50 < millimetres < 60


def test_the_same_checkpoint_is_the_same_sheet_and_one_without_a_time_stamp_says_so() -> None:
    assert render_checkpoint(SHEET) == render_checkpoint(SHEET)
    assert "RFC3161:tidakada" in "".join(pages(render_checkpoint(replace(SHEET, stamped_at=None))))
