"""What a signal says to the auditor: what was noticed, that it is no finding, and how it may have come about."""

from collections.abc import Mapping
from typing import Any

from domain.refusals import Sentence
from domain.signals import SignalKind
from domain.time_words import seconds_words


def signal_text(kind: str, detail: Mapping[str, Any]) -> Sentence:
    """Return the sentences of a signal of `kind` with this `detail`."""
    noticed, innocent = _noticed(SignalKind(kind), detail), _INNOCENT[SignalKind(kind)]
    return Sentence(f"{noticed.id} {_NO_FINDING.id} {innocent.id}", f"{noticed.en} {_NO_FINDING.en} {innocent.en}")


def _noticed(kind: SignalKind, detail: Mapping[str, Any]) -> Sentence:
    match kind:
        case SignalKind.RETURNED_JUST_BEFORE_DUE:
            left = seconds_words(detail["seconds_left"])
            return Sentence(
                f"Berkas dikembalikan ketika waktu baku langkah ini tinggal {left.id} waktu kerja.",
                f"The file was sent back when {left.en} of working time were left of this step's standard.",
            )
        case SignalKind.LATE_DEFICIENCY:
            codes, since = ", ".join(detail["requirements"]), detail["since_round"]
            return Sentence(
                f"Kekurangan pada {codes} baru disebut sekarang, sedangkan dokumennya tidak berubah sejak putaran "
                f"{since} dan belum pernah dipersoalkan.",
                f"A deficiency of {codes} is named only now, although the document has been the same since round "
                f"{since} and nobody objected to it before.",
            )
        case SignalKind.CLAIM_AND_RELEASE:
            times, held = detail["times"], seconds_words(detail["seconds_held"])
            return Sentence(
                f"Berkas diambil lalu dilepaskan {times} kali oleh orang yang sama tanpa tindakan apa pun; seluruhnya "
                f"{held.id} waktu kerja.",
                f"The same person took the file and gave it back {times} {'time' if times == 1 else 'times'} without "
                f"any act, for {held.en} of working time in all.",
            )


_NO_FINDING = Sentence("Ini petunjuk untuk ditelaah, bukan temuan.", "This is a signal to look at, not a finding.")
_INNOCENT: Mapping[SignalKind, Sentence] = {
    SignalKind.RETURNED_JUST_BEFORE_DUE: Sentence(
        "Mungkin kekurangannya memang baru terlihat pada akhir pemeriksaan, atau antrean sedang panjang sehingga "
        "berkas baru sempat dibaca.",
        "The deficiency may have shown only at the end of the check, or a long queue may have let the file be read "
        "only then.",
    ),
    SignalKind.LATE_DEFICIENCY: Sentence(
        "Mungkin berkas diperiksa petugas yang berbeda, kekurangannya baru tampak dari dokumen lain yang diperbaiki, "
        "atau ketentuannya berubah.",
        "Another officer may have checked the file, the deficiency may show only beside a document that was repaired, "
        "or the rules may have changed.",
    ),
    SignalKind.CLAIM_AND_RELEASE: Sentence(
        "Mungkin petugas dipanggil untuk pekerjaan lain, jaringan terputus, atau berkas memang perlu dibaca rekan yang "
        "lebih paham.",
        "The officer may have been called away or cut off, or the file may have needed a colleague who knew better.",
    ),
}
