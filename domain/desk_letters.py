"""The letters to a desk of the office, and the alarms of the law: who is to look at which file, and by when."""

from collections.abc import Callable, Mapping

from domain.admission import ROLE_NAMES
from domain.letters import LetterKind
from domain.matter import Matter, moment
from domain.refusals import Sentence


def _task(matter: Matter) -> list[Sentence]:
    return _about_a_step(
        matter,
        Sentence("Tugas baru", "New task"),
        Sentence(
            "Terdapat berkas yang menunggu tindak lanjut Saudara.",
            "A file is waiting for you.",
        ),
    )


def _due_soon(matter: Matter) -> list[Sentence]:
    return _about_a_step(
        matter,
        Sentence("Segera jatuh tempo", "Due soon"),
        Sentence(
            "Tiga perempat dari waktu standar untuk berkas ini telah terpakai. Mohon segera ditindaklanjuti.",
            "Three quarters of the standard time for this file have been used. Please see to it.",
        ),
    )


def _overdue(matter: Matter) -> list[Sentence]:
    return _about_a_step(
        matter,
        Sentence("Batas waktu terlampaui", "Overdue"),
        Sentence(
            "Berkas ini telah melampaui waktu standar. Mohon segera ditindaklanjuti.",
            "This file has been with you for longer than its standard time. Please see to it.",
        ),
    )


def _escalated(matter: Matter) -> list[Sentence]:
    desk = ROLE_NAMES[matter.row.role]
    return _about_a_step(
        matter,
        Sentence("Keterlambatan berlanjut", "Still overdue"),
        Sentence(
            f"Berkas ini telah melampaui waktu standar dan masih berada pada {desk.id}. Mohon perhatian Saudara.",
            f"This file is past its standard time and still with {desk.en}. Please give it your attention.",
        ),
    )


def _legal_near(matter: Matter) -> list[Sentence]:
    return _about_the_law(
        matter,
        Sentence("Batas waktu menurut undang-undang hampir tercapai", "The legal limit is near"),
        Sentence("akan berakhir pada", "ends on"),
    )


def _legal_passed(matter: Matter) -> list[Sentence]:
    return _about_the_law(
        matter,
        Sentence("Batas waktu menurut undang-undang terlampaui", "The legal limit has passed"),
        Sentence("telah berakhir pada", "ended on"),
    )


def _about_a_step(matter: Matter, heading: Sentence, what: Sentence) -> list[Sentence]:
    number, name, until = matter.number, matter.institution, matter.due_at
    limit = Sentence(
        f" Batas waktu: {moment(until).id}." if until else "",
        f" Due: {moment(until).en}." if until else "",
    )
    return [
        Sentence(f"{heading.id}: {matter.row.activity} – {number}", f"{heading.en}: {matter.row.activity} – {number}"),
        Sentence(f"{what.id}{limit.id}", f"{what.en}{limit.en}"),
        Sentence(
            f"Nomor registrasi: {number}\nLembaga: {name}\nKegiatan: {matter.row.activity}",
            f"Registration number: {number}\nInstitution: {name}\nActivity: {matter.row.activity}",
        ),
    ]


def _about_the_law(matter: Matter, heading: Sentence, ends: Sentence) -> list[Sentence]:
    """An alarm and no more: what the law makes of silence is for people to say, never for the system."""
    number, name, until = matter.number, matter.institution, matter.due_at
    assert until, "the clock knows which line it speaks of"
    return [
        Sentence(f"{heading.id}: permohonan {number}", f"{heading.en}: application {number}"),
        Sentence(
            f"Jangka waktu penetapan keputusan atas permohonan {number} ({name}) menurut Pasal 53 Undang-Undang Nomor "
            f"30 Tahun 2014 sebagaimana telah diubah {ends.id} {moment(until).id}. Keputusan belum "
            "ditetapkan; mohon segera ditindaklanjuti.",
            f"The time for a decision on application {number} ({name}) under Article 53 of Law 30 of 2014 as amended "
            f"{ends.en} {moment(until).en}. No decision has been taken; please see to it.",
        ),
    ]


TO_DESKS: Mapping[LetterKind, Callable[[Matter], list[Sentence]]] = {
    LetterKind.TASK: _task,
    LetterKind.DUE_SOON: _due_soon,
    LetterKind.OVERDUE: _overdue,
    LetterKind.ESCALATED: _escalated,
    LetterKind.LEGAL_NEAR: _legal_near,
    LetterKind.LEGAL_PASSED: _legal_passed,
}
"""Each gives the subject and then the paragraphs."""
