"""From a body to its command, where that takes more than the body: whose uploads it names."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from secrets import token_bytes

from api.commands.application_bodies import NamedDocument, Submission
from api.commands.desk_bodies import Inspection, InspectionDocument
from api.office import Office
from application.uploads.exif import Taken
from application.uploads.register import Kept
from application.uploads.uploads import MediaType, Upload
from domain.actor import Caller
from domain.admission import Asked
from domain.attorneys import as_of, is_party
from domain.checks import require_none
from domain.commands import FileInspection, Submit
from domain.papers import Document, Photo, Recommendation
from domain.refusals import Fault, Sentence
from domain.tracking_code import LENGTH, tracking_code


async def submission(office: Office, body: Submission, asked: Asked, *, sop: str | None) -> Submit:
    """Return the submission; `sop` is the permit type of a first one, None for a repair."""
    in_the_file = await _in_the_file(office, asked) if sop is None else {}
    kept = await _uploads(office, body.documents, asked.by, in_the_file)
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


async def inspection(office: Office, body: Inspection, asked: Asked) -> FileInspection:
    """Return the inspection report with its photographs and papers."""
    kept = await _uploads(office, body.documents, asked.by, {})
    return FileInspection(
        report=body.report.value(),
        recommendation=Recommendation(**dict(body.recommendation)),
        documents=_documents(body.documents, kept),
        document_keys=_keys(kept),
        photos=_photos(body.documents, kept),
    )


async def uploads_named(
    office: Office, named: Sequence[tuple[str, str]], by: Caller, known: Mapping[str, Kept] | None = None
) -> Mapping[str, Kept]:
    """Return the uploads of these hashes, each named at a place of the body, or raise `Invalid`.

    They are the caller's own; `known` are others that may be named all the same.
    """
    kept = {**(known or {}), **await office.uploads.find(by.sub, [sha256 for sha256, _ in named])}
    require_none(Fault(place, "not_uploaded", NOT_UPLOADED) for sha256, place in named if sha256 not in kept)
    require_none(
        Fault(place, "not_scanned", NOT_SCANNED)
        for sha256, place in named
        if office.intake.scans and not kept[sha256].scanned
    )
    return kept


async def _uploads(
    office: Office, named: Sequence[NamedDocument], by: Caller, known: Mapping[str, Kept]
) -> Mapping[str, Kept]:
    places = [(document.sha256, f"/documents/{n}/sha256") for n, document in enumerate(named)]
    return await uploads_named(office, places, by, known)


async def _in_the_file(office: Office, asked: Asked) -> Mapping[str, Kept]:
    """Return what the present submission holds, whoever uploaded it: applicant and attorney repair one another's."""
    filed = await office.permits.get(asked.permit_id)
    if filed is None or not is_party(as_of(filed.permit, asked.at), asked.by):
        return {}
    return {each.sha256: _handed_in(each, filed.permit.document_keys[each.sha256]) for each in filed.permit.documents}


def _handed_in(document: Document, key: str) -> Kept:
    """It was looked at for viruses when it came."""
    upload = Upload(
        sha256=document.sha256, size=document.size, media_type=MediaType(document.media_type), name=document.name
    )
    return Kept(upload=upload, key=b64decode(key), key_text=key, scanned=True)


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


NOT_UPLOADED = Sentence("Berkas ini belum Anda unggah.", "You have not uploaded this file.")
NOT_SCANNED = Sentence(
    "Berkas ini belum diperiksa dari virus. Unggah sekali lagi.",
    "This file was not scanned for viruses yet. Upload it once more.",
)
NO_PICTURE = Sentence("Hanya gambar yang memiliki keterangan.", "Only a picture has a caption.")


def _keys(kept: Mapping[str, Kept]) -> dict[str, str]:
    return {sha256: each.key_text for sha256, each in kept.items()}
