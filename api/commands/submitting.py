"""From a body to its command, where that takes more than the body: whose uploads it names."""

from collections.abc import Mapping, Sequence
from secrets import token_bytes

from api.commands.bodies import Inspection, InspectionDocument, NamedDocument, Submission
from api.office import Office
from application.uploads.exif import Taken
from application.uploads.register import Kept
from application.uploads.uploads import MediaType
from domain.actor import Caller
from domain.checks import require_none
from domain.commands import FileInspection, Submit
from domain.papers import Document, Photo, Recommendation
from domain.refusals import Fault, Sentence
from domain.tracking_code import LENGTH, tracking_code


async def submission(office: Office, body: Submission, by: Caller, *, sop: str | None) -> Submit:
    """Return the submission; `sop` is the permit type of a first one, None for a repair."""
    kept = await _uploads(office, body.documents, by)
    return Submit(
        kind=body.kind,
        previous_number=body.previous_number,
        applicant=body.applicant.value(),
        institution=body.institution.value(),
        documents=_documents(body.documents, kept),
        document_keys=_keys(kept),
        started_at=body.started_at,
        tracking_code=tracking_code(token_bytes(LENGTH)),
        sop=sop,
    )


async def inspection(office: Office, body: Inspection, by: Caller) -> FileInspection:
    """Return the inspection report with its photographs and papers."""
    kept = await _uploads(office, body.documents, by)
    return FileInspection(
        report=body.report.value(),
        recommendation=Recommendation(**dict(body.recommendation)),
        documents=_documents(body.documents, kept),
        document_keys=_keys(kept),
        photos=_photos(body.documents, kept),
    )


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
    require_none(
        Fault(
            f"/documents/{n}/sha256",
            "not_scanned",
            Sentence(
                "Berkas ini belum diperiksa dari virus. Unggah sekali lagi.",
                "This file was not scanned for viruses yet. Upload it once more.",
            ),
        )
        for n, document in enumerate(named)
        if office.intake.scans and not kept[document.sha256].scanned
    )
    return kept


def _documents(named: Sequence[NamedDocument], kept: Mapping[str, Kept]) -> tuple[Document, ...]:
    with_uploads = ((document, kept[document.sha256].upload) for document in named)
    return tuple(
        Document(
            requirement=document.requirement,
            sha256=document.sha256,
            name=document.name,
            media_type=upload.media_type,
            size=upload.size,
        )
        for document, upload in with_uploads
    )


def _photos(named: Sequence[InspectionDocument], kept: Mapping[str, Kept]) -> tuple[Photo, ...]:
    """Every picture, once, with what its camera told; what is no picture has no caption."""
    is_picture = {sha256: each.upload.media_type != MediaType.PDF for sha256, each in kept.items()}
    require_none(
        Fault(f"/documents/{n}/caption", "not_allowed", NO_PICTURE)
        for n, document in enumerate(named)
        if document.caption is not None and not is_picture[document.sha256]
    )
    pictures = {document.sha256: document for document in named if is_picture[document.sha256]}
    return tuple(_photo(document, kept[sha256].taken or Taken()) for sha256, document in pictures.items())


def _photo(document: InspectionDocument, taken: Taken) -> Photo:
    return Photo(
        sha256=document.sha256,
        caption=document.caption,
        taken_at=taken.at,
        latitude=taken.latitude,
        longitude=taken.longitude,
    )


NO_PICTURE = Sentence("Hanya gambar yang memiliki keterangan.", "Only a picture has a caption.")


def _keys(kept: Mapping[str, Kept]) -> dict[str, str]:
    return {sha256: each.key_text for sha256, each in kept.items()}
