"""The letters to an applicant, as the office words them: from the receipt of an application to its end."""

from collections.abc import Callable, Mapping
from datetime import datetime

from domain import attorney_letters, english, indonesian
from domain.calendar import BeyondCalendar, Calendar
from domain.events import Signed
from domain.letters import LetterKind
from domain.matter import Matter, day, moment
from domain.papers import Deficiency
from domain.refusals import Sentence
from domain.revocation_letters import revocation_signed, revoked
from domain.sop import Sop
from domain.working_time import Standard, due


def _received(matter: Matter) -> list[Sentence]:
    permit, at, number = matter.permit, matter.event.at, matter.number
    again = ("Perbaikan permohonan", "repaired application") if permit.round > 1 else ("Permohonan", "application")
    what, name = matter.sop.permit_name, permit.institution.name
    return [
        Sentence(f"Permohonan {number} telah kami terima", f"We have received application {number}"),
        Sentence(
            f"{again[0]} {what} atas nama {name} telah kami terima pada {moment(at).id} dengan nomor "
            f"registrasi {number}. Berkas akan diverifikasi oleh petugas Front Office.",
            f"We received your {again[1]} for {name} ({what}) on {moment(at).en} under registration number "
            f"{number}. The front office will check its documents.",
        ),
        Sentence(
            "Simpan nomor ini untuk melacak permohonan. Pelayanan ini tidak dipungut biaya.",
            "Keep this number to follow your application. This service is free of charge.",
        ),
    ]


def _completion(matter: Matter) -> list[Sentence]:
    listed = "\n".join(_deficiency(each, matter.sop) for each in matter.permit.deficiencies)
    days, until = matter.sop.repair_days, matter.due_at
    by = (
        Sentence(f"{days} hari kerja setelah hari ini", f"{days} working days after today")
        if until is None
        else day(until)
    )
    return [
        Sentence(f"Permohonan {matter.number} perlu dilengkapi", f"Application {matter.number} is not complete"),
        Sentence(
            "Setelah diverifikasi, berkas Bapak/Ibu perlu dilengkapi sebagai berikut:",
            "We have checked your documents, and ask you to complete them as follows (in the officer's words):",
        ),
        Sentence(listed, listed),
        Sentence(
            f"Mohon perbaikan disampaikan paling lambat {by.id}. Selama menunggu perbaikan, jangka waktu pelayanan "
            "dihentikan sementara.",
            f"Please send the repaired application by {by.en}. While we wait for it, the time of our service stands "
            "still.",
        ),
    ]


def _repair_reminder(matter: Matter) -> list[Sentence]:
    number, until = matter.number, matter.due_at
    assert until, "the clock reminds of a date"
    left, date = _days_left(matter.event.at, until, matter.book.calendar), day(until)
    return [
        Sentence(f"Pengingat: perbaikan permohonan {number}", f"Reminder: application {number} waits for your repair"),
        Sentence(
            f"Batas waktu perbaikan berkas tinggal {left} hari kerja. Apabila tidak dilengkapi sampai dengan "
            f"{date.id}, Bapak/Ibu dianggap mengundurkan diri dan permohonan akan ditutup.",
            f"Working days left for the repair of your documents: {left}. If they are not completed by {date.en}, you "
            "are taken to have withdrawn, and the application will be closed.",
        ),
    ]


def _closed(matter: Matter) -> list[Sentence]:
    number = matter.number
    return [
        Sentence(f"Permohonan {number} ditutup", f"Application {number} has been closed"),
        Sentence(
            f"Perbaikan berkas permohonan atas nama {matter.institution} tidak kami terima sampai dengan "
            "batas waktunya. Bapak/Ibu dianggap mengundurkan diri dan permohonan telah ditutup.",
            f"The repaired documents of the application for {matter.institution} did not reach us in time. "
            "You are taken to have withdrawn, and the application has been closed.",
        ),
        Sentence(
            "Bapak/Ibu dapat mengajukan permohonan baru setiap saat. Pelayanan ini tidak dipungut biaya.",
            "You may submit a new application at any time. This service is free of charge.",
        ),
    ]


def _issued(matter: Matter) -> list[Sentence]:
    name, decree, signed = matter.institution, _decree(matter), _signed(matter)
    return [
        Sentence(f"Izin {name} telah terbit", f"The permit of {name} has been issued"),
        Sentence(
            f"Surat Keputusan {decree.id} telah ditandatangani secara elektronik dan dapat diunduh melalui akun "
            "Bapak/Ibu. Keaslian dokumen dapat diperiksa dengan memindai kode QR, atau pada alamat berikut:\n"
            f"{matter.public_url}/v/{signed.code}",
            f"The decree, {decree.en}, has been signed electronically and can be downloaded from your account. Whether "
            "the document is genuine can be checked with its QR code, or at this address:\n"
            f"{matter.public_url}/v/{signed.code}",
        ),
    ]


def _refused(matter: Matter) -> list[Sentence]:
    number, decree, draft = matter.number, _decree(matter), matter.permit.draft
    assert draft, "what was signed was drafted"
    listed = "\n".join(f"- {reason}" for reason in draft.reasons)
    return [
        Sentence(f"Permohonan {number} ditolak", f"Application {number} has been refused"),
        Sentence(
            "Dengan hormat kami sampaikan bahwa permohonan Bapak/Ibu tidak dapat dikabulkan dengan alasan:",
            "We regret to tell you that your application could not be granted, for these reasons (in the words of the "
            "decision):",
        ),
        Sentence(listed, listed),
        Sentence(
            f"Keputusan {decree.id} dapat diunduh melalui akun Bapak/Ibu. Bapak/Ibu dapat mengajukan keberatan sesuai "
            "dengan ketentuan peraturan perundang-undangan.",
            f"The decision, {decree.en}, can be downloaded from your account. You may object to it as the law "
            "provides.",
        ),
    ]


def _deficiency(each: Deficiency, sop: Sop) -> str:
    requirement = sop.requirement(each.requirement)
    assert requirement, "a deficiency names a requirement of the list"
    return f"{each.number}. {requirement.code} {requirement.title}: {each.finding} Perbaikan: {each.remedy}"


def _decree(matter: Matter) -> Sentence:
    signed = _signed(matter)
    return Sentence(
        f"Nomor {signed.number} tanggal {indonesian.date_text(signed.issued_on)}",
        f"number {signed.number} of {english.date_text(signed.issued_on)}",
    )


def _signed(matter: Matter) -> Signed:
    assert isinstance(matter.event.fact, Signed), "only a signature tells of a decree"
    return matter.event.fact


def _days_left(at: datetime, until: datetime, calendar: Calendar) -> int:
    """Return how many working days end after `at` and not after `until`: one on the last day itself."""
    left = 1
    try:
        while due(at, Standard(days=left), calendar=calendar) <= until:
            left += 1
    except BeyondCalendar:
        pass
    return left


TO_APPLICANTS: Mapping[LetterKind, Callable[[Matter], list[Sentence]]] = {
    LetterKind.RECEIVED: _received,
    LetterKind.COMPLETION: _completion,
    LetterKind.REPAIR_REMINDER: _repair_reminder,
    LetterKind.CLOSED: _closed,
    LetterKind.ISSUED: _issued,
    LetterKind.REFUSED: _refused,
    LetterKind.REVOKED: revoked,
    LetterKind.REVOCATION_SIGNED: revocation_signed,
    LetterKind.AUTHORITY_GIVEN: attorney_letters.authority_given,
    LetterKind.ATTORNEY_NAMED: attorney_letters.attorney_named,
    LetterKind.AUTHORITY_ENDED: attorney_letters.authority_ended,
    LetterKind.ATTORNEY_RELEASED: attorney_letters.attorney_released,
}
"""Each gives the subject and then the paragraphs."""
