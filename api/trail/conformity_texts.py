"""What a deviation means, in a sentence for whoever looks into it."""

from collections.abc import Mapping

from domain.conformance import Deviation, Finding
from domain.refusals import Sentence


def deviation_text(finding: Finding) -> Sentence:
    """Return the sentence of a finding, with its own steps, roles and fact."""
    told = _TEXTS[finding.deviation]
    words = {
        "fact": finding.fact,
        "step": "-" if finding.step is None else str(finding.step),
        "role": finding.role or "-",
        "steps": ", ".join(map(str, finding.steps)) or "-",
        "expected": ", ".join(finding.expected) or "-",
    }
    return Sentence(told.id.format(**words), told.en.format(**words))


_TEXTS: Mapping[Deviation, Sentence] = {
    Deviation.NO_BEGINNING: Sentence(
        "Berkas tidak diawali pengajuan: peristiwa pertamanya {fact}.",
        "The file does not begin with its submission: its first event is {fact}.",
    ),
    Deviation.EVENTS_MISSING: Sentence(
        "Ada peristiwa yang hilang sebelum {fact} ini.", "Events are missing before this {fact}."
    ),
    Deviation.UNREADABLE: Sentence(
        "Peristiwa {fact} ini tidak dapat dibaca oleh program ini.", "This program cannot read this event, {fact}."
    ),
    Deviation.UNKNOWN_SOP: Sentence(
        "SOP yang disebut berkas ini tidak dikenal di sini.", "The SOP that this file names is not known here."
    ),
    Deviation.TIME_BACKWARDS: Sentence(
        "Waktu {fact} ini lebih awal daripada peristiwa sebelumnya.",
        "This {fact} is dated before the event that precedes it.",
    ),
    Deviation.WRONG_ROUND: Sentence(
        "Putaran pengajuan ini tidak menyambung putaran sebelumnya.",
        "The round of this submission does not follow the one before.",
    ),
    Deviation.SKIPPED_STEP: Sentence(
        "{fact} terjadi tanpa tindakan pada langkah {steps}.", "{fact} happened without the act of step {steps}."
    ),
    Deviation.WRONG_ORDER: Sentence(
        "{fact} tidak dapat terjadi ketika berkas berada pada langkah {step}.",
        "{fact} cannot happen while the file is at step {step}.",
    ),
    Deviation.WRONG_ROLE: Sentence(
        "{fact} dilakukan oleh {role}; menurut SOP oleh {expected}.",
        "{fact} was done by {role}; by the SOP it is for {expected}.",
    ),
    Deviation.TWO_ROLES: Sentence(
        "Orang yang sama bertindak sebagai {role} dan sebelumnya sebagai {expected}.",
        "The same person acted as {role}, and before that as {expected}.",
    ),
    Deviation.CLAIMED_BY_ANOTHER: Sentence(
        "{fact} dilakukan ketika berkas sedang diambil rekan lain.",
        "{fact} was done while a colleague had claimed the file.",
    ),
    Deviation.MISSING_ROUTE: Sentence(
        "Setelah {fact}, berkas tidak diteruskan ke langkah {steps}.",
        "After {fact} the file was not routed to step {steps}.",
    ),
    Deviation.WRONG_ROUTE: Sentence(
        "Berkas diteruskan ke tempat lain; menurut SOP ke langkah {steps}.",
        "The file went elsewhere; by the SOP it goes to step {steps}.",
    ),
    Deviation.MISPLACED: Sentence(
        "{fact} mencatat langkah lain, padahal berkas berada pada langkah {step}.",
        "{fact} notes another step, though the file was at step {step}.",
    ),
    Deviation.OTHER_DRAFT: Sentence(
        "{fact} menyebut draf yang bukan draf berlaku.", "{fact} names a draft that is not the current one."
    ),
    Deviation.UNAPPROVED: Sentence(
        "Keputusan ditandatangani tanpa persetujuan pada langkah {steps}.",
        "The decree was signed without the approval of step {steps}.",
    ),
    Deviation.AGAINST_RECOMMENDATION: Sentence(
        "Draf izin disusun meskipun Dinas Teknis tidak merekomendasikannya.",
        "A permit was drafted though the technical office did not recommend it.",
    ),
    Deviation.AFTER_THE_END: Sentence(
        "{fact} terjadi setelah permohonan selesai.", "{fact} happened after the application had ended."
    ),
    Deviation.LATE: Sentence(
        "Langkah {step} melampaui waktu bakunya.", "Step {step} took longer than its standard time."
    ),
    Deviation.NO_DECISION: Sentence(
        "Batas waktu menurut undang-undang telah lewat tanpa keputusan.",
        "The legal limit has passed without a decision.",
    ),
}
