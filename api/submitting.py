"""From a body to its command, where that takes more than the body: the uploads it names, and what papers can print."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from secrets import choice

from api.command_bodies import Drafting, Inspection, NamedDocument, Submission
from api.office import Office
from application import documents as papers
from application.upload_register import Kept
from domain.actor import Caller
from domain.checks import require_none
from domain.commands import Draft, FileInspection, Submit
from domain.papers import Document, Recommendation
from domain.refusals import Fault, Sentence

# Letters and digits that nobody mistakes for another on a printed receipt; 40 bits.
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8


async def submission(office: Office, body: Submission, by: Caller, *, sop: str | None) -> Submit:
    """Return the submission; `sop` is the permit type of a first one, None for a repair."""
    kept = await _uploads(office, body.documents, by)
    institution = body.institution.value()
    lines = {f"/institution/{name}": value for name, value in asdict(institution).items() if isinstance(value, str)}
    programs = {f"/institution/programs/{n}": each for n, each in enumerate(institution.programs)}
    require_none(_unprintable({"/applicant/name": body.applicant.name, **lines, **programs}))
    return Submit(
        kind=body.kind,
        previous_number=body.previous_number,
        applicant=body.applicant.value(),
        institution=institution,
        documents=_documents(body.documents, kept),
        document_keys=_keys(kept),
        started_at=body.started_at,
        tracking_code=tracking_code(),
        sop=sop,
    )


async def inspection(office: Office, body: Inspection, by: Caller) -> FileInspection:
    """Return the inspection report with its photographs and papers."""
    kept = await _uploads(office, body.documents, by)
    report = body.report.value()
    findings = {
        f"/report/findings/{n}/{name}": value
        for n, finding in enumerate(report.findings)
        for name, value in asdict(finding).items()
        if isinstance(value, str)
    }
    people = {f"/report/inspectors/{n}/name": each.name for n, each in enumerate(report.inspectors)}
    plain = {"/report/number": report.number, "/report/location": report.location}
    said = {
        "/recommendation/number": body.recommendation.number,
        "/recommendation/notes": body.recommendation.notes or "",
    }
    require_none(_unprintable({**plain, **said, **people, **findings}))
    return FileInspection(
        report=report,
        recommendation=Recommendation(**dict(body.recommendation)),
        documents=_documents(body.documents, kept),
        document_keys=_keys(kept),
    )


def drafting(body: Drafting) -> Draft:
    """Return the drafting, whose reasons a refusal decree prints."""
    require_none(_unprintable({f"/reasons/{n}": reason for n, reason in enumerate(body.reasons)}))
    return body.command()


def tracking_code() -> str:
    return "".join(choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


async def _uploads(office: Office, named: Sequence[NamedDocument], by: Caller) -> Mapping[str, Kept]:
    kept = await office.uploads.find(by.sub, [document.sha256 for document in named])
    require_none(
        Fault(
            f"/documents/{n}/sha256",
            "not_uploaded",
            Sentence("Berkas ini belum Anda unggah.", "You have not uploaded this file."),
        )
        for n, document in enumerate(named)
        if document.sha256 not in kept
    )
    return kept


def _documents(named: Sequence[NamedDocument], kept: Mapping[str, Kept]) -> tuple[Document, ...]:
    return tuple(
        Document(
            requirement=document.requirement,
            sha256=document.sha256,
            name=document.name,
            media_type=kept[document.sha256].upload.media_type,
            size=kept[document.sha256].upload.size,
        )
        for document in named
    )


def _keys(kept: Mapping[str, Kept]) -> dict[str, str]:
    return {sha256: b64encode(each.key).decode() for sha256, each in kept.items()}


def _unprintable(texts: Mapping[str, str]) -> Iterable[Fault]:
    """What a paper's typeface cannot show would be a wrong name on a decree; it is better said at once."""
    for pointer, text in texts.items():
        if not text.isascii() and (strange := papers.typeface.unprintable(text)):
            yield Fault(
                pointer,
                "unprintable",
                Sentence(
                    f"Karakter berikut tidak dapat dicetak pada surat: {strange}",
                    f"These characters cannot be printed on a paper: {strange}",
                ),
            )
