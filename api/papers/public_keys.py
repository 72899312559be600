"""The public keys by which a reader without a network checks the QR code of a decree."""

from typing import Literal

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown
from api.http.answers import answering
from api.office import TheOffice

router = APIRouter(tags=["public"])
_EXAMPLE: Example = {
    "keys": [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            "kid": "90facafea9b1",
            "use": "sig",
            "alg": "EdDSA",
        }
    ]
}


class KeySchema(Schema):
    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str
    kid: str
    use: Literal["sig"]
    alg: Literal["EdDSA"]


class KeysSchema(Schema):
    """A JWK Set (RFC 7517); older keys stay in it as long as decrees with their codes are about."""

    model_config = shown(_EXAMPLE)

    keys: list[KeySchema]


@router.get(
    "/public/keys",
    operation_id="readPublicKeys",
    summary="The public keys that check a decree's QR code without a network",
    responses=answering(KeysSchema),
)
async def read_public_keys(office: TheOffice) -> Response:
    body = orjson.dumps(office.signatures.qr_keys.jwks())
    return Response(body, headers={"Cache-Control": "public, max-age=3600"}, media_type="application/json")
