"""What a QR code states: bytes that are documented and never change (docs/verification.md)."""

from dataclasses import replace
from datetime import date

from domain.papers import NumberedKind
from domain.qr_statement import Statement, institution_hash, signed_bytes, stated

PERMIT = Statement(
    kind=NumberedKind.PERMIT,
    number="500.16.7.2/0001/IPKBM/DPMPTSP/2026",
    issued_on=date(2026, 11, 23),
    valid_until=date(2031, 11, 23),
    institution="PKBM Harapan Bangsa",
)


def test_the_bytes_are_as_documented() -> None:
    refusal = replace(PERMIT, kind=NumberedKind.REFUSAL, valid_until=None)

    assert "0150265f2d819058e07212076c7e3530302e31362e372e322f303030312f49504b424d2f44504d505453502f32303236" == (
        stated(PERMIT).hex()
    )
    assert b"\x01R\x26\x5f\0\0" == stated(refusal)[:6]
    assert b"jejak-izin qr\x01CODE" + stated(PERMIT) == signed_bytes("CODE", stated(PERMIT))


def test_a_name_is_the_same_however_it_is_written() -> None:
    assert institution_hash("PKBM Café") == institution_hash("  pkbm\tCafe\u0301 ")
    assert institution_hash("PKBM Café") != institution_hash("PKBM Cafe")
