"""What the office's letters say, whole, and that each says the same in both languages."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

import pytest

from domain.actor import CLOCK
from domain.commands import Withdraw
from domain.events import Event
from domain.letter_texts import LetterText, letter_text
from domain.letters import Letter, LetterKind, letters_on, overtaken
from domain.matter import Matter
from domain.permit import Permit, replay
from domain.rulebook import Rulebook
from tests import walk
from tests.book import office_rulebook
from tests.papers import REJECT, RESUBMIT
from tests.people import FAJAR, SITI
from tests.scenario import MONDAY, WITA, Scenario, Step, tick

SENDER = "DPMPTSP Kota Banjarbaru"
CLOSING = "Pesan ini dikirim secara otomatis oleh sistem; mohon tidak membalas surel ini. DPMPTSP Kota Banjarbaru."
REJECTED: tuple[Step, ...] = (*walk.SUBMITTED, (FAJAR, REJECT))
LONG = tuple((CLOCK, tick) for _ in range(5))


def after(*steps: Step, at: datetime = MONDAY) -> tuple[Event, ...]:
    return Scenario(at=at).given(*steps).history


def permit_of(history: Sequence[Event]) -> Permit:
    permit = replay(None, history)
    assert permit is not None
    return permit.but(number="REG-KBM-20261123-0001")


def last_of(kind: LetterKind, history: tuple[Event, ...], *, book: Rulebook | None = None) -> LetterText:
    """Return the last letter of this kind that the history brings about."""
    found = [(event, letter) for event in history for letter in letters_of(event) if letter.kind is kind]
    event, letter = found[-1]
    matter = Matter(
        event=event,
        permit=permit_of(history[: event.originator_version]),
        book=book or office_rulebook(),
        public_url="https://izin.example",
    )
    return letter_text(letter, matter, sender=SENDER)


def letters_of(event: Event) -> tuple[Letter, ...]:
    fact = {field.name: getattr(event.fact, field.name) for field in fields(event.fact)}
    return letters_on(type(event.fact).__name__, fact)


def said(text: LetterText) -> tuple[str, ...]:
    return text.subject.id, *(each.id for each in text.paragraphs)


def english(text: LetterText) -> tuple[str, ...]:
    return text.subject.en, *(each.en for each in text.paragraphs)


def test_the_receipt_of_an_application_is_told_whole() -> None:
    text = last_of(LetterKind.RECEIVED, after(*walk.SUBMITTED))

    assert (
        "Permohonan REG-KBM-20261123-0001 telah kami terima",
        "Yth. Bapak/Ibu Siti Rahmah,",
        (
            "Permohonan Izin Penyelenggaraan Kegiatan Belajar Mengajar atas nama PKBM Harapan Bangsa telah kami terima "
            "pada 23 November 2026 pukul 09.00 WITA dengan nomor registrasi REG-KBM-20261123-0001. Berkas akan "
            "diverifikasi oleh petugas Front Office."
        ),
        "Simpan nomor ini untuk melacak permohonan. Pelayanan ini tidak dipungut biaya.",
        CLOSING,
    ) == said(text)
    assert (
        "We have received application REG-KBM-20261123-0001",
        "Dear Siti Rahmah,",
        (
            "We received your application for PKBM Harapan Bangsa (Izin Penyelenggaraan Kegiatan Belajar Mengajar) on "
            "23 November 2026 at 09:00 WITA under registration number REG-KBM-20261123-0001. The front office will "
            "check its documents."
        ),
        "Keep this number to follow your application. This service is free of charge.",
        "This message was sent automatically; please do not reply to it. DPMPTSP Kota Banjarbaru.",
    ) == english(text)


def test_what_is_missing_is_listed_with_the_last_day_for_it() -> None:
    text = last_of(LetterKind.COMPLETION, after(*REJECTED))

    assert (
        "Permohonan REG-KBM-20261123-0001 perlu dilengkapi",
        "Yth. Bapak/Ibu Siti Rahmah,",
        "Setelah diverifikasi, berkas Bapak/Ibu perlu dilengkapi sebagai berikut:",
        (
            "1. R08 Bukti kepemilikan/sewa/pinjam pakai tempat, sekurang-kurangnya 3 tahun: Sewa 2 tahun. "
            "Perbaikan: Sewa minimal 3 tahun."
        ),
        (
            "Mohon perbaikan disampaikan paling lambat 2 Desember 2026. Selama menunggu perbaikan, jangka waktu "
            "pelayanan dihentikan sementara."
        ),
        CLOSING,
    ) == said(text)


def test_past_the_calendar_the_days_are_told_and_no_date() -> None:
    december = datetime(2027, 12, 30, 9, tzinfo=WITA)
    text = last_of(LetterKind.COMPLETION, after(*REJECTED, at=december))

    assert "paling lambat 7 hari kerja setelah hari ini." in said(text)[4]
    assert "by 7 working days after today." in english(text)[4]


@pytest.mark.parametrize(
    ("kind", "steps", "expected"),
    [
        (LetterKind.RECEIVED, (*REJECTED, (SITI, RESUBMIT)), "Perbaikan permohonan Izin"),
        (LetterKind.REPAIR_REMINDER, (*REJECTED, (CLOCK, tick)), "tinggal 3 hari kerja"),
        (LetterKind.REPAIR_REMINDER, (*REJECTED, *LONG[:2]), "tinggal 1 hari kerja"),
        (LetterKind.REPAIR_REMINDER, (*REJECTED, *LONG[:2]), "sampai dengan 2 Desember 2026"),
        (LetterKind.CLOSED, (*REJECTED, *LONG[:3]), "dianggap mengundurkan diri dan permohonan telah ditutup"),
        (
            LetterKind.ISSUED,
            walk.SIGNED,
            "Surat Keputusan Nomor 500.16.7.2/0001/IPKBM/DPMPTSP/2026 tanggal 23 November 2026 telah ditandatangani",
        ),
        (LetterKind.ISSUED, walk.SIGNED, "https://izin.example/v/QRCODE"),
        (LetterKind.REFUSED, walk.REFUSAL_SIGNED, "- Ruang belajar tidak memenuhi syarat."),
        (LetterKind.REFUSED, walk.REFUSAL_SIGNED, "dapat mengajukan keberatan"),
        (LetterKind.TASK, walk.SUBMITTED, "Batas waktu: 23 November 2026 pukul 09.10 WITA."),
        (LetterKind.TASK, walk.FORWARDED, "Yth. Dinas Teknis,"),
        (LetterKind.DUE_SOON, (*walk.SUBMITTED, *LONG[:1]), "Tiga perempat dari waktu standar"),
        (LetterKind.OVERDUE, (*walk.SUBMITTED, *LONG[:2]), "Batas waktu: 23 November 2026 pukul 09.10 WITA."),
        (LetterKind.ESCALATED, (*walk.SUBMITTED, *LONG[:3]), "masih berada pada Front Office"),
        (LetterKind.LEGAL_NEAR, (*walk.SUBMITTED, *LONG[:4]), "akan berakhir pada 30 November 2026 pukul 16.00 WITA"),
        (LetterKind.LEGAL_PASSED, (*walk.SUBMITTED, *LONG), "telah berakhir pada 30 November 2026 pukul 16.00 WITA"),
    ],
)
def test_each_letter_says_what_it_is_for(kind: LetterKind, steps: tuple[Step, ...], expected: str) -> None:
    text = last_of(kind, after(*steps))

    assert any(expected in each for each in said(text)), said(text)
    assert all("!" not in each for each in (*said(text), *english(text)))
    assert all((*said(text), *english(text)))
    assert "REG-KBM-20261123-0001" in "".join(said(text)) or kind is LetterKind.ISSUED


def test_a_task_without_a_date_names_none() -> None:
    december = datetime(2027, 12, 31, 16, 25, tzinfo=WITA)
    text = last_of(LetterKind.TASK, after(*walk.SUBMITTED, at=december))

    assert "Terdapat berkas yang menunggu tindak lanjut Saudara." == said(text)[2]


def test_a_reminder_on_the_last_day_of_the_calendar_speaks_of_one_day() -> None:
    december = datetime(2027, 12, 21, 9, tzinfo=WITA)
    repair = after(*REJECTED, *LONG[:2], at=december)

    assert "tinggal 1 hari kerja" in said(last_of(LetterKind.REPAIR_REMINDER, repair))[2]


@pytest.mark.parametrize(
    ("kind", "then", "now", "expected"),
    [
        (LetterKind.TASK, walk.SUBMITTED, walk.SUBMITTED, False),
        (LetterKind.TASK, walk.SUBMITTED, walk.VERIFIED, True),
        (LetterKind.COMPLETION, REJECTED, REJECTED, False),
        (LetterKind.COMPLETION, REJECTED, (*REJECTED, (SITI, RESUBMIT)), True),
        (LetterKind.COMPLETION, REJECTED, (*REJECTED, (SITI, Withdraw(reason="Batal."))), True),
        (LetterKind.OVERDUE, walk.SUBMITTED, walk.SUBMITTED, False),
        (LetterKind.RECEIVED, walk.SUBMITTED, walk.DELIVERED, False),
        (LetterKind.ISSUED, walk.SIGNED, walk.DELIVERED, False),
        (LetterKind.LEGAL_NEAR, walk.SUBMITTED, walk.INSPECTED, False),
        (LetterKind.LEGAL_NEAR, walk.SUBMITTED, walk.SIGNED, True),
        (LetterKind.LEGAL_NEAR, walk.SUBMITTED, REJECTED, True),
        (LetterKind.LEGAL_PASSED, walk.SUBMITTED, walk.SIGNED, False),
    ],
)
def test_a_letter_that_asks_for_what_is_done_is_overtaken(
    kind: LetterKind, then: tuple[Step, ...], now: tuple[Step, ...], expected: bool
) -> None:
    assert expected is overtaken(kind, permit_of(after(*then)), permit_of(after(*now)))
