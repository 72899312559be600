"""The letters about a power of attorney: to whom it was given and who gave it, when it is given and when it ends."""

from domain import english, indonesian
from domain.events import AuthorityEnded, AuthorityGiven
from domain.matter import Matter, moment
from domain.powers import Power
from domain.refusals import Sentence

POWERS = {
    Power.REPAIR: Sentence(
        "melengkapi dan memperbaiki berkas permohonan", "to complete and repair the application and its documents"
    ),
    Power.RECEIVE: Sentence("menerima Surat Keputusan", "to receive the decree"),
    Power.WITHDRAW: Sentence("membatalkan permohonan", "to withdraw the application"),
}


def authority_given(matter: Matter) -> list[Sentence]:
    fact = _given(matter)
    return [
        Sentence(f"Surat kuasa atas permohonan {matter.number}", f"Power of attorney on application {matter.number}"),
        Sentence(
            f"Kami mencatat bahwa Bapak/Ibu memberikan kuasa kepada {fact.attorney.name} atas permohonan "
            f"{matter.institution} untuk:",
            f"We have recorded that you empowered {fact.attorney.name} in the application for {matter.institution}:",
        ),
        *_what_and_until(fact),
        Sentence(
            "Bapak/Ibu dapat mengakhiri kuasa ini setiap saat melalui akun Bapak/Ibu. Apabila Bapak/Ibu tidak pernah "
            "memberikan kuasa tersebut, segera akhiri dan hubungi kami.",
            "You may end this at any time in your account. If you never gave it, end it at once and call us.",
        ),
    ]


def attorney_named(matter: Matter) -> list[Sentence]:
    fact, giver = _given(matter), matter.permit.applicant.name
    return [
        Sentence(
            f"Anda menjadi kuasa pada permohonan {matter.number}", f"You act for the applicant of {matter.number}"
        ),
        Sentence(
            f"{giver} memberikan kuasa kepada Bapak/Ibu atas permohonan {matter.institution} untuk:",
            f"{giver} has empowered you in the application for {matter.institution}:",
        ),
        *_what_and_until(fact),
        Sentence(
            "Setiap tindakan Bapak/Ibu dicatat atas nama Bapak/Ibu sebagai kuasa pemohon. Apabila Bapak/Ibu tidak "
            "bersedia, kuasa ini dapat dilepaskan melalui akun Bapak/Ibu.",
            "Whatever you do is recorded as yours, for the applicant. If you do not wish to act, you can lay this down "
            "in your account.",
        ),
    ]


def authority_ended(matter: Matter) -> list[Sentence]:
    who = _ended(matter).attorney.name
    return [
        Sentence(
            f"Kuasa atas permohonan {matter.number} telah berakhir",
            f"The power of attorney on application {matter.number} has ended",
        ),
        Sentence(
            f"Kuasa yang Bapak/Ibu berikan kepada {who} atas permohonan {matter.institution} berakhir pada "
            f"{moment(matter.event.at).id}.",
            f"The power that you gave to {who} in the application for {matter.institution} ended on "
            f"{moment(matter.event.at).en}.",
        ),
    ]


def attorney_released(matter: Matter) -> list[Sentence]:
    _ended(matter)
    return [
        Sentence(
            f"Kuasa Anda pada permohonan {matter.number} telah berakhir",
            f"You no longer act for the applicant of {matter.number}",
        ),
        Sentence(
            f"Kuasa Bapak/Ibu atas permohonan {matter.institution} berakhir pada {moment(matter.event.at).id}. Sejak "
            "saat itu Bapak/Ibu tidak dapat lagi melihat atau mengurus permohonan tersebut.",
            f"Your power in the application for {matter.institution} ended on {moment(matter.event.at).en}. You can no "
            "longer see it, nor act on it.",
        ),
    ]


def _what_and_until(fact: AuthorityGiven) -> tuple[Sentence, Sentence]:
    told = [POWERS[power] for power in fact.powers]
    until = (
        Sentence("tanpa batas waktu, selama permohonan diproses", "without an end, as long as the application runs")
        if fact.until is None
        else Sentence(f"sampai dengan {indonesian.last_text(fact.until)}", f"until {english.last_text(fact.until)}")
    )
    return (
        Sentence("\n".join(f"- {each.id}" for each in told), "\n".join(f"- {each.en}" for each in told)),
        Sentence(f"Kuasa ini berlaku {until.id}.", f"It holds {until.en}."),
    )


def _given(matter: Matter) -> AuthorityGiven:
    assert isinstance(matter.event.fact, AuthorityGiven), "the letter is about this fact alone"
    return matter.event.fact


def _ended(matter: Matter) -> AuthorityEnded:
    assert isinstance(matter.event.fact, AuthorityEnded), "the letter is about this fact alone"
    return matter.event.fact
