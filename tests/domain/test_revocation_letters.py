"""The letters about a revocation: at once, and once more when its decree is signed; one where both happen at once."""

import pytest

from domain.commands import Revoke
from domain.letters import LetterKind, overtaken
from tests import walk
from tests.domain.test_letter_texts import CLOSING, after, english, last_of, permit_of, said
from tests.domain.test_revoking import AT_ONCE, DECREE, LATER, TAKEN_BACK
from tests.people import HENDRA
from tests.scenario import Step

BY = f"Keputusan Nomor {DECREE.number} tanggal 23 November 2026"


def test_a_revocation_is_told_at_once_with_number_and_reason() -> None:
    text = last_of(LetterKind.REVOKED, after(*TAKEN_BACK))

    assert (
        "Izin PKBM Harapan Bangsa telah dicabut",
        "Yth. Bapak/Ibu Siti Rahmah,",
        (
            "Dengan hormat kami sampaikan bahwa izin atas nama PKBM Harapan Bangsa (Keputusan Nomor "
            f"500.16.7.2/0001/IPKBM/DPMPTSP/2026) telah dicabut dengan {BY}, dengan alasan:"
        ),
        "- Melanggar Diktum KEDUA.",
        (
            "Pencabutan berlaku sejak tanggal tersebut. Surat Keputusannya menunggu tanda tangan elektronik; "
            "salinannya dapat dibaca melalui akun Bapak/Ibu, dan kami akan memberi tahu setelah ditandatangani."
        ),
        CLOSING,
    ) == said(text)
    assert f"was revoked by decree number {DECREE.number} of 23 November 2026" in english(text)[2]


@pytest.mark.parametrize("steps", [(*TAKEN_BACK, (HENDRA, LATER)), (*walk.DELIVERED, (HENDRA, AT_ONCE))])
def test_the_signed_decree_is_told_with_its_address_and_the_remedy(steps: tuple[Step, ...]) -> None:
    text = last_of(LetterKind.REVOCATION_SIGNED, after(*steps))

    assert "Keputusan pencabutan izin PKBM Harapan Bangsa telah ditandatangani" == said(text)[0]
    assert BY in said(text)[2]
    assert "https://izin.example/v/QRCODE" in said(text)[4]
    assert "keberatan" in said(text)[5]
    assert all((*said(text), *english(text)))


def test_a_revocation_of_old_is_told_by_its_day() -> None:
    text = last_of(LetterKind.REVOKED, after(*walk.DELIVERED, (HENDRA, Revoke(reason="Tutup."))))

    assert "telah dicabut pada tanggal 23 November 2026, dengan alasan:" in said(text)[2]
    assert "was revoked on 23 November 2026" in english(text)[2]


@pytest.mark.parametrize(("steps", "expected"), [((HENDRA, AT_ONCE), True), ((HENDRA, Revoke(reason="-")), False)])
def test_what_is_signed_at_once_is_told_once(steps: Step, expected: object) -> None:
    then = permit_of(after(*walk.DELIVERED, steps))

    assert expected is overtaken(LetterKind.REVOKED, then, then)
