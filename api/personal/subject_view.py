"""The report on one person as JSON, and as what its paper prints."""

from datetime import datetime

from api.desks.views import JSON
from api.http.negotiation import Language
from api.http.words import STATUS
from api.personal.attorney_report import authority_rows, authority_view
from api.personal.subject_report import File, Report
from api.problems.problems import say
from application import documents
from application.applying.drafts import Draft
from domain.actor import Role
from domain.admission import ROLE_NAMES
from domain.decree import Office as OfficeForm
from domain.indonesian import WITA, moment_text
from domain.letters import LetterKind
from domain.refusals import Sentence
from domain.retention import BASIS

LETTER_STATES = {
    "pending": Sentence("menunggu dikirim", "waiting to be sent"),
    "sent": Sentence("terkirim", "sent"),
    "dead": Sentence("gagal", "given up"),
    "dropped": Sentence("tidak dikirim", "not sent"),
}
LETTERS = {
    LetterKind.RECEIVED: "Pemberitahuan permohonan diterima",
    LetterKind.COMPLETION: "Permintaan melengkapi berkas",
    LetterKind.REPAIR_REMINDER: "Pengingat perbaikan berkas",
    LetterKind.CLOSED: "Pemberitahuan permohonan ditutup",
    LetterKind.ISSUED: "Pemberitahuan izin terbit",
    LetterKind.REFUSED: "Pemberitahuan permohonan ditolak",
    LetterKind.REVOKED: "Pemberitahuan izin dicabut",
    LetterKind.REVOCATION_SIGNED: "Pemberitahuan keputusan pencabutan",
    LetterKind.AUTHORITY_GIVEN: "Pemberitahuan pemberian kuasa",
    LetterKind.ATTORNEY_NAMED: "Pemberitahuan kepada penerima kuasa",
    LetterKind.AUTHORITY_ENDED: "Pemberitahuan kuasa berakhir",
    LetterKind.ATTORNEY_RELEASED: "Pemberitahuan kuasa berakhir kepada penerima kuasa",
}
RIGHTS = (
    Sentence("meminta informasi dan salinan data (Pasal 5 dan 7)", "to be informed and given a copy (Articles 5, 7)"),
    Sentence("melengkapi dan memperbaiki data yang salah (Pasal 6)", "to have wrong data put right (Article 6)"),
    Sentence(
        "meminta penghapusan dan pemusnahan data, kecuali yang wajib disimpan menurut undang-undang (Pasal 8 dan 15)",
        "to have data erased, but for what a law orders to keep (Articles 8 and 15)",
    ),
    Sentence("mengajukan keberatan dan pengaduan (Pasal 10 dan 12)", "to object and to complain (Articles 10, 12)"),
)


def report_view(report: Report, controller: str, language: Language) -> JSON:
    return {
        "subject": {"sub": report.sub, "names": report.names},
        "made_at": report.made_at,
        "made_for": {"sub": report.made_for.sub, "roles": sorted(report.made_for.roles)},
        "controller": controller,
        "legal_basis": say(BASIS, language),
        "applications": [_file(each, language) for each in report.files],
        "authorities": [authority_view(each, language) for each in report.authorities],
        "uploads": report.uploads,
        "drafts": [_draft(each, own=report.is_own) for each in report.drafts],
        "rights": [say(each, language) for each in RIGHTS],
    }


def _draft(draft: Draft, *, own: bool) -> JSON:
    return {
        "application": draft.permit,
        "begun_at": draft.begun_at,
        "updated_at": draft.updated_at,
        "kept_until": draft.kept_until,
        "fields": dict(draft.content.fields) if own else None,
        "documents": draft.content.documents if own else None,
    }


def _drafted(draft: Draft, *, own: bool) -> str:
    if not own:
        return "Isi draf hanya diperlihatkan kepada pemiliknya."
    said = [*draft.content.fields.values(), *(each.name for each in draft.content.documents)]
    return "; ".join(" ".join(each.split()) for each in said) or "(kosong)"


def _file(file: File, language: Language) -> JSON:
    permit, retention = file.permit, file.retention
    return {
        "id": permit.id,
        "number": permit.number,
        "status": permit.status,
        "submitted_at": permit.submitted_at,
        "institution": permit.institution,
        "applicant": permit.applicant,
        "recorded": file.recorded,
        "documents": file.documents,
        "processing": [
            {"at": each.at, "fact": each.fact, "summary": say(each.told, language), "role": each.role}
            for each in file.processing
        ],
        "letters": [
            {"kind": each.kind, "state": each.state, "created_at": each.created_at, "settled_at": each.settled_at}
            for each in file.letters
        ],
        "disclosures": [
            {"disclosure": each.n, "at": each.at, "role": each.role, "fields": each.fields, "reason": each.reason}
            for each in file.disclosures
        ],
        "retention": {"erasable": retention.erasable, "law": retention.law, "told": say(retention.told, language)},
    }


def report_paper(report: Report, form: OfficeForm) -> bytes:
    """Return the paper, in Indonesian as all papers of the office."""
    return documents.subject_report.render_subject_report(
        documents.subject_report.SubjectReport(
            office=form,
            account=report.sub,
            names=report.names,
            made_at=report.made_at,
            made_for=", ".join(ROLE_NAMES[role].id for role in sorted(report.made_for.roles)),
            basis=BASIS.id,
            sections=[_section(each) for each in report.files],
            authorities=authority_rows(report.authorities),
            uploads=[
                (_at(each.uploaded_at), each.media_type, f"{each.size} B", each.sha256) for each in report.uploads
            ],
            drafts=[
                (_at(each.updated_at), _drafted(each, own=report.is_own), _at(each.kept_until))
                for each in report.drafts
            ],
            rights=[each.id for each in RIGHTS],
        )
    )


def _section(file: File) -> "documents.subject_report.Section":
    permit, now = file.permit, file.permit.applicant
    return documents.subject_report.Section(
        number=str(permit.number),
        status=STATUS[permit.status].id,
        institution=permit.institution.name,
        data=[
            ("Nama", now.name),
            ("NIK", now.nik),
            ("Surel", now.email),
            ("Telepon", now.phone),
            ("Alamat", now.address),
        ],
        earlier=[
            (_at(each.at), "; ".join(vars(each.applicant).values())) for each in file.recorded if each.applicant != now
        ],
        documents=[(each.requirement, each.name, each.media_type, f"{each.size} B") for each in file.documents],
        processing=[(_at(each.at), each.told.id, each.post.id) for each in file.processing],
        letters=[
            (_at(each.created_at), LETTERS[LetterKind(each.kind)], LETTER_STATES[each.state].id)
            for each in file.letters
        ],
        disclosures=[(_at(each.at), ROLE_NAMES[Role(each.role)].id, each.reason) for each in file.disclosures],
        retention=file.retention.told.id,
    )


def _at(instant: datetime) -> str:
    return moment_text(instant.astimezone(WITA))
