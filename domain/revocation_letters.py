"""The letters to whom a permit is taken from: at once, and when the decree that does so is signed."""

from domain import english, indonesian
from domain.events import RevocationSigned
from domain.matter import Matter, day
from domain.refusals import Sentence


def revoked(matter: Matter) -> list[Sentence]:
    name = matter.institution
    return [
        Sentence(f"Izin {name} telah dicabut", f"The permit of {name} has been revoked"),
        *_what_and_why(matter),
        Sentence(
            "Pencabutan berlaku sejak tanggal tersebut. Surat Keputusannya menunggu tanda tangan elektronik; "
            "salinannya dapat dibaca melalui akun Bapak/Ibu, dan kami akan memberi tahu setelah ditandatangani.",
            "The revocation is in force from that day. Its decree waits for the electronic signature; a copy can be "
            "read in your account, and we will tell you when it has been signed.",
        ),
    ]


def revocation_signed(matter: Matter) -> list[Sentence]:
    name, fact = matter.institution, matter.event.fact
    assert isinstance(fact, RevocationSigned), "the letter is about this fact alone"
    address = f"{matter.public_url}/v/{fact.code}"
    return [
        Sentence(
            f"Keputusan pencabutan izin {name} telah ditandatangani",
            f"The decree that revokes the permit of {name} has been signed",
        ),
        *_what_and_why(matter),
        Sentence(
            "Surat Keputusan tersebut telah ditandatangani secara elektronik dan dapat diunduh melalui akun Bapak/Ibu. "
            f"Keaslian dokumen dapat diperiksa dengan memindai kode QR, atau pada alamat berikut:\n{address}",
            "That decree has been signed electronically and can be downloaded from your account. Whether the document "
            f"is genuine can be checked with its QR code, or at this address:\n{address}",
        ),
        Sentence(
            "Bapak/Ibu dapat mengajukan keberatan sesuai dengan ketentuan peraturan perundang-undangan.",
            "You may object to it as the law provides.",
        ),
    ]


def _what_and_why(matter: Matter) -> tuple[Sentence, Sentence]:
    decree, revoked, name, how = matter.permit.decree, matter.permit.revoked, matter.institution, _how(matter)
    assert decree, "only what was signed is revoked"
    assert revoked, "and both letters come after that"
    return (
        Sentence(
            f"Dengan hormat kami sampaikan bahwa izin atas nama {name} (Keputusan Nomor {decree.number}) telah dicabut "
            f"{how.id}, dengan alasan:",
            f"We regret to tell you that the permit of {name} (decree number {decree.number}) was revoked {how.en}, "
            "for this reason (in the words of the decision):",
        ),
        Sentence(f"- {revoked.reason}", f"- {revoked.reason}"),
    )


def _how(matter: Matter) -> Sentence:
    """By which decree; of old a revocation had none."""
    known = matter.permit.revocation or matter.permit.revoked
    if known is None or known.number is None or known.issued_on is None:
        on = day(matter.event.at)
        return Sentence(f"pada tanggal {on.id}", f"on {on.en}")
    return Sentence(
        f"dengan Keputusan Nomor {known.number} tanggal {indonesian.date_text(known.issued_on)}",
        f"by decree number {known.number} of {english.date_text(known.issued_on)}",
    )
