"""The certificates of our signatures, public: whoever checks a decree with their own tools needs the trust anchor."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import WithJsonSchema
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown
from api.desks.views import JSON
from api.http.answers import answering, downloading
from api.http.openapi import problem_responses
from api.office import TheOffice
from api.papers.storage import file_response
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from application.signing.certificates import CertificateRole, Published
from domain.refusals import Sentence

PEM = "application/pem-certificate-chain"  # RFC 8555, 9.1
NONE = Sentence("Sertifikat itu tidak ada.", "There is no such certificate.")
EXAMPLE: Example = {
    "items": [
        {
            "role": "root",
            "subject": "CN=Otoritas Akar Uji Coba,O=Uji Coba Jejak Izin - tanpa kekuatan hukum,C=ID",
            "issuer": "CN=Otoritas Akar Uji Coba,O=Uji Coba Jejak Izin - tanpa kekuatan hukum,C=ID",
            "serial": "5c2a9d0f7b3e41c8",
            "not_before": "2026-11-23T01:00:00Z",
            "not_after": "2036-11-20T01:00:00Z",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "simulated": True,
        }
    ]
}
# What is no hash is no certificate of ours, which is a 404.
Fingerprint = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"})]

router = APIRouter(prefix="/v1/signing/certificates", tags=["public"])


class CertificateSchema(Schema):
    """`serial` is hexadecimal, `sha256` the fingerprint; a `simulated` one gives no legal force."""

    role: CertificateRole
    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    sha256: str
    simulated: bool


class CertificatesSchema(Schema):
    model_config = shown(EXAMPLE)

    items: list[CertificateSchema]


@router.get(
    "",
    operation_id="listSigningCertificates",
    summary="The certificates of our signatures, from the root down",
    responses=answering(CertificatesSchema),
)
async def list_certificates(office: TheOffice) -> Response:
    certificates = await asyncio.to_thread(office.certificates)
    return json_response({"items": [_view(each) for each in certificates]})


@router.get(
    "/{sha256}.pem",
    operation_id="readSigningCertificate",
    summary="One of them as PEM",
    responses={**downloading([PEM]), **problem_responses(problem_texts.NOT_FOUND)},
    response_class=Response,
)
async def read_certificate(office: TheOffice, sha256: Fingerprint) -> Response:
    for each in await asyncio.to_thread(office.certificates):
        if each.sha256 == sha256:
            return file_response(each.pem, PEM, f"{each.role}-{sha256[:16]}.pem")
    raise Problem(problem_texts.NOT_FOUND, NONE)


def _view(published: Published) -> JSON:
    certificate = published.certificate
    return {
        "role": published.role,
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "serial": f"{certificate.serial_number:x}",
        "not_before": certificate.not_valid_before_utc,
        "not_after": certificate.not_valid_after_utc,
        "sha256": published.sha256,
        "simulated": published.simulated,
    }
