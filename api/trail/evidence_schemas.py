"""What checkpoints and proofs look like, in OpenAPI."""

from datetime import datetime

from pydantic import Field, JsonValue

from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown

# A log of eleven leaves and a key of which anybody can make the private half: what is shown can be checked.
_ROOT = "c6f6cabfafd14002367cc9af59d18ac21680938eeb50173d91e7a576d0c823fa"
_KEY_ID = "e96fe5d9"
_VERIFIER_KEY = "izin.example/izin+e96fe5d9+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
_NOTE = (
    "izin.example/izin\n11\nxvbKv6/RQAI2fMmvWdGKwhaAk47rUBc9keeldtDII/o=\n\n"
    "\N{EM DASH} izin.example/izin 6W/l2e2NYwNCBfARJOTx1e3rpUg0Br9ZDtQ8yP/XUfxk0+"
    "IEc8ALXJ5SwNt01uQ1KLJ9ZwLQDbPit7dzPFYFpMj2DAw=\n"
)
_LEAF = "1f8a792ae7c5800a0b0e3aea6ed808bedca2b0a3cc8f7b22c5effbd545f632c2"
_OLD_ROOT = "de1179c92dc98db5358961ded727f4b71474a71aa3e4053cf9e266d24cfb754a"
_INCLUSION: list[JsonValue] = [
    "043a0631871a3f67ac03c5f8406b69a0dc14bd5b23e55f27a5d4462b0f0a2d23",
    "b30a4bb7276fea37225f83416350f0391303ea121e2fcfabcfd09bae25c4df28",
    "8e21555289b20700334f9f8ad6eeb23649dc217122ed5264b3660b6063b59607",
    "c0fc56c5d2486b30bfc039ee814ec8887f94354f9ee5ba2d8f39ce1fc1db0d8b",
]
_CONSISTENCY: list[JsonValue] = ["c0fc56c5d2486b30bfc039ee814ec8887f94354f9ee5ba2d8f39ce1fc1db0d8b"]
_CHECKPOINT: Example = {
    "size": 11,
    "root": _ROOT,
    "key_id": _KEY_ID,
    "sealed_at": "2026-11-23T01:15:00Z",
    "note": _NOTE,
    "timestamp": "MAMCAQA=",
    "stamped_at": "2026-11-23T01:15:01Z",
}
INCLUSION: Example = {
    "position": 7,
    "leaf_index": 6,
    "leaf": _LEAF,
    "size": 11,
    "root": _ROOT,
    "proof": _INCLUSION,
    "checkpoint": _NOTE,
}
_HEX = r"^[0-9a-f]{64}$"


class CheckpointSchema(Schema):
    """A signed tree head; `timestamp` is an RFC 3161 token over the note, in base64."""

    size: int
    root: str = Field(pattern=_HEX)
    key_id: str
    sealed_at: datetime
    note: str
    timestamp: str | None
    stamped_at: datetime | None


class CheckpointsSchema(Schema):
    model_config = shown({"items": [_CHECKPOINT], "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ"})

    items: list[CheckpointSchema]
    next: str | None


class InclusionSchema(Schema):
    """RFC 9162, 2.1.3: hash `leaf` together with `proof` and compare with the root that `checkpoint` signs."""

    model_config = shown(INCLUSION)

    position: int
    leaf_index: int
    leaf: str = Field(pattern=_HEX)
    size: int
    root: str = Field(pattern=_HEX)
    proof: list[str]
    checkpoint: str


class ConsistencySchema(Schema):
    """RFC 9162, 2.1.4: the first `from` events of the tree of `to` are those of the tree of `from`."""

    model_config = shown(
        {
            "from": 8,
            "to": 11,
            "from_root": _OLD_ROOT,
            "to_root": _ROOT,
            "proof": _CONSISTENCY,
            "checkpoint": _NOTE,
        }
    )

    first: int = Field(alias="from")
    to: int
    from_root: str = Field(pattern=_HEX)
    to_root: str = Field(pattern=_HEX)
    proof: list[str]
    checkpoint: str


class LogKeySchema(Schema):
    """A key of the sealer; `signs` is the one that signs now, the others have signed."""

    name: str
    key_id: str
    verifier_key: str
    signs: bool


class LogKeysSchema(Schema):
    model_config = shown(
        {
            "keys": [
                {
                    "name": "izin.example/izin",
                    "key_id": _KEY_ID,
                    "verifier_key": _VERIFIER_KEY,
                    "signs": True,
                }
            ]
        }
    )

    keys: list[LogKeySchema]
