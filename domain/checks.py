"""What a command says, held against the SOP's lists and the file: each check returns the faults it finds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol

from domain.commands import Deliver, Draft, FileInspection, Reject, Submit, Verify
from domain.papers import ApplicationKind, Channel, Conclusion, DecreeKind, Document
from domain.permit import Permit
from domain.refusals import Fault, Invalid, Sentence
from domain.sop import Requirement, Sop


def require_none(faults: Iterable[Fault]) -> None:
    """Raise `Invalid` with all `faults`, if there are any."""
    if found := tuple(faults):
        raise Invalid(found)


CLOCK_SKEW = timedelta(minutes=5)  # an applicant's device may be that far ahead of ours


def submission_faults(command: Submit, sop: Sop, at: datetime) -> Iterable[Fault]:
    """Every required document is there, each under a code of the list, none twice (SOP step 1, kelengkapan)."""
    if command.started_at and command.started_at > at + CLOCK_SKEW:
        yield _fault("/started_at", "in_the_future", "", *NOT_YET)
    yield from _unknown_requirements(command.documents, sop)
    yield from _repeated_documents(command.documents)
    handed_in = {document.requirement for document in command.documents}
    for need in sop.needed(command.institution.unit_type, command.kind):
        if need.code not in handed_in:
            yield missing_document(need)
    yield from previous_number_faults(command.kind, command.previous_number)


def missing_document(need: Requirement) -> Fault:
    """Return what is wrong with a submission that has no document for this requirement."""
    return Fault(
        "/documents",
        "missing_requirement",
        Sentence(
            f'Berkas {need.code} "{need.title}" wajib diunggah.',
            f"Document {need.code} is required: {need.title}.",
        ),
    )


def previous_number_faults(kind: ApplicationKind, previous_number: str | None) -> Iterable[Fault]:
    """A renewal or amendment names the permit that it follows; a new application follows none."""
    if kind is ApplicationKind.NEW and previous_number:
        yield _fault("/previous_number", "not_allowed", "", *NEW_FOLLOWS_NONE)
    if kind is not ApplicationKind.NEW and not previous_number:
        yield Fault(
            "/previous_number",
            "required",
            Sentence(
                "Nomor izin sebelumnya wajib diisi untuk perpanjangan dan perubahan.",
                "A renewal or an amendment needs the number of the previous permit.",
            ),
        )


class Ticked(Protocol):
    """A line of a checklist, as a command or as the body of a request has it."""

    @property
    def requirement(self) -> str: ...

    @property
    def accepted(self) -> bool: ...


def acceptance_faults(checklist: Iterable[Ticked]) -> Iterable[Fault]:
    """Who verifies accepts every line; a file with a line that is not accepted is sent back (SOP step 2)."""
    for n, line in enumerate(checklist):
        if not line.accepted:
            yield _fault(f"/checklist/{n}/accepted", "not_accepted", line.requirement, *NOT_ACCEPTED)


def checklist_faults(command: Verify, permit: Permit) -> Iterable[Fault]:
    """The checklist covers every document of the submission, each once, and accepts all of them (SOP step 2)."""
    yield from acceptance_faults(command.checklist)
    handed_in = {document.requirement for document in permit.documents}
    times = Counter(line.requirement for line in command.checklist)
    for n, line in enumerate(command.checklist):
        if line.requirement not in handed_in:
            yield _fault(f"/checklist/{n}/requirement", "not_submitted", line.requirement, *NOT_SUBMITTED)
        if times[line.requirement] > 1:
            yield _fault(f"/checklist/{n}/requirement", "repeated", line.requirement, *REPEATED)
    for code in sorted(handed_in - set(times)):
        yield _fault("/checklist", "not_checked", code, *NOT_CHECKED)


def deficiency_faults(command: Reject, sop: Sop) -> Iterable[Fault]:
    """There is at least one deficiency, and each names a requirement of the list (SOP step 2)."""
    if not command.deficiencies:
        yield _fault("/deficiencies", "required", "", *NO_DEFICIENCY)
    for n, deficiency in enumerate(command.deficiencies):
        if sop.requirement(deficiency.requirement) is None:
            yield _fault(f"/deficiencies/{n}/requirement", "unknown", deficiency.requirement, *UNKNOWN)


def inspection_faults(command: FileInspection, permit: Permit, at: datetime, zone: tzinfo) -> Iterable[Fault]:
    """The site was inspected between the arrival of the file and today, by the office's own clock (SOP step 4)."""
    first, last = permit.entered_at.astimezone(zone).date(), at.astimezone(zone).date()
    if not first <= command.report.inspected_on <= last:
        yield Fault(
            "/report/inspected_on",
            "out_of_range",
            Sentence(
                f"Tanggal pemeriksaan harus antara {_day(first)} (berkas diterima) dan {_day(last)} (hari ini).",
                f"The inspection must lie between {first} (arrival of the file) and {last} (today).",
            ),
        )
    if command.report.nobody_on_site and command.report.conclusion is Conclusion.MEETS:
        yield _fault("/report/conclusion", "not_allowed", "", *NOBODY_LET_THEM_IN)
    yield from _repeated_documents(command.documents)


def draft_faults(command: Draft) -> Iterable[Fault]:
    """A refusal gives reasons and no validity; a permit gives no reasons for refusing (SOP step 5)."""
    if command.kind is DecreeKind.REFUSAL and not command.reasons:
        yield _fault("/reasons", "required", "", *NO_REASON)
    if command.kind is DecreeKind.REFUSAL and command.valid_years is not None:
        yield _fault("/valid_years", "not_allowed", "", *REFUSAL_HAS_NO_VALIDITY)
    if command.kind is DecreeKind.PERMIT and command.reasons:
        yield _fault("/reasons", "not_allowed", "", *PERMIT_HAS_NO_REASONS)


def receipt_faults(command: Deliver, *, by_applicant: bool) -> Iterable[Fault]:
    """What the front office hands over, it hands over at the counter (SOP step 9)."""
    if not by_applicant and command.channel is Channel.ONLINE:
        yield _fault("/channel", "not_allowed", "", *OFFICE_IS_THE_COUNTER)


def _unknown_requirements(documents: Sequence[Document], sop: Sop) -> Iterable[Fault]:
    for n, document in enumerate(documents):
        if sop.requirement(document.requirement) is None:
            yield _fault(f"/documents/{n}/requirement", "unknown", document.requirement, *UNKNOWN)


def _repeated_documents(documents: Sequence[Document]) -> Iterable[Fault]:
    pairs = [(document.requirement, document.sha256) for document in documents]
    if len(set(pairs)) == len(pairs):
        return
    times = Counter(pairs)
    for n, document in enumerate(documents):
        if times[document.requirement, document.sha256] > 1:
            yield _fault(f"/documents/{n}", "repeated", document.requirement, *REPEATED)


def _fault(pointer: str, code: str, about: str, indonesian: str, english: str) -> Fault:
    return Fault(pointer, code, Sentence(indonesian.format(about), english.format(about)))


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


NEW_FOLLOWS_NONE = (
    "Nomor izin sebelumnya hanya diisi untuk perpanjangan dan perubahan.",
    "Only a renewal or an amendment names a previous permit.",
)
NOT_YET = ("Waktu mulai mengisi berada di masa depan.", "Drafting cannot have begun in the future.")
UNKNOWN = (
    'Persyaratan "{}" tidak ada dalam daftar persyaratan SOP.',
    'Requirement "{}" is not in the SOP\'s list.',
)
REPEATED = ("Persyaratan {} disebut lebih dari satu kali.", "Requirement {} is named more than once.")
NOT_SUBMITTED = (
    "Persyaratan {} tidak ada di antara berkas yang diajukan.",
    "Requirement {} is not among the documents of this submission.",
)
NOT_ACCEPTED = (
    "Persyaratan {} belum diterima; kembalikan berkas kepada pemohon.",
    "Requirement {} is not accepted; send the file back to the applicant instead.",
)
NOT_CHECKED = ("Persyaratan {} belum diperiksa.", "Requirement {} has not been checked.")
NOBODY_LET_THEM_IN = (
    "Tanpa seorang pun di tempat, pemeriksaan tidak dapat menyimpulkan bahwa semua persyaratan terpenuhi.",
    "Where nobody let the inspectors in, they cannot conclude that every requirement is met.",
)
NO_DEFICIENCY = ("Sebutkan sekurang-kurangnya satu kekurangan.", "Name at least one deficiency.")
NO_REASON = ("Alasan penolakan wajib diisi.", "A refusal needs at least one reason.")
REFUSAL_HAS_NO_VALIDITY = ("Penolakan tidak memiliki masa berlaku.", "A refusal has no period of validity.")
PERMIT_HAS_NO_REASONS = (
    "Alasan hanya diisi untuk keputusan penolakan.",
    "Reasons belong to a refusal only.",
)
OFFICE_IS_THE_COUNTER = (
    "Penyerahan oleh Front Office dilakukan di loket.",
    "The front office hands decrees over at the counter.",
)
