"""The letters about a power of attorney: to both, when it is given and when it ends."""

from dataclasses import replace

import pytest

from domain.commands import EndAuthority
from domain.letters import LetterKind
from domain.powers import Power
from tests import walk
from tests.domain.test_letter_texts import CLOSING, after, english, last_of, said
from tests.papers import AUTHORISE
from tests.people import SITI

GIVEN = (*walk.SUBMITTED, (SITI, AUTHORISE))
ENDED = (*GIVEN, (SITI, EndAuthority()))


def test_who_gave_it_is_told_to_whom_what_for_and_how_to_end_it() -> None:
    text = said(last_of(LetterKind.AUTHORITY_GIVEN, after(*GIVEN)))

    assert (
        "Surat kuasa atas permohonan REG-KBM-20261123-0001",
        "Yth. Bapak/Ibu Siti Rahmah,",
        "Kami mencatat bahwa Bapak/Ibu memberikan kuasa kepada Andi Pratama atas permohonan PKBM Harapan Bangsa untuk:",
        "- melengkapi dan memperbaiki berkas permohonan\n- menerima Surat Keputusan",
        "Kuasa ini berlaku sampai dengan 3 Desember 2026 pukul 09.00 WITA.",
    ) == text[:5]
    assert "akhiri" in text[5]
    assert CLOSING == text[-1]


def test_to_whom_it_was_given_is_told_that_they_need_not_take_it() -> None:
    whole = replace(AUTHORISE, powers=tuple(Power), until=None)
    text = last_of(LetterKind.ATTORNEY_NAMED, after(*walk.SUBMITTED, (SITI, whole)))

    assert "Yth. Bapak/Ibu Andi Pratama," == said(text)[1]
    assert "Siti Rahmah memberikan kuasa" in said(text)[2]
    assert "membatalkan permohonan" in said(text)[3]
    assert "tanpa batas waktu" in said(text)[4]
    assert "Siti Rahmah has empowered you" in english(text)[2]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(LetterKind.AUTHORITY_ENDED, "Siti Rahmah"), (LetterKind.ATTORNEY_RELEASED, "Andi Pratama")],
)
def test_both_are_told_of_its_end(kind: LetterKind, name: str) -> None:
    text = last_of(kind, after(*ENDED))

    assert f"Yth. Bapak/Ibu {name}," == said(text)[1]
    assert "berakhir pada 23 November 2026" in said(text)[2]
    assert all((*said(text), *english(text)))
