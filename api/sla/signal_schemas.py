"""What signals look like in OpenAPI. `api.sla.signals` builds them."""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from api.commands.examples import PERMIT, Example
from api.commands.permit_schema import PersonSchema, Schema, shown
from domain.actor import Role
from domain.signals import SignalKind

_SIGNALS: Example = {
    "items": [
        {
            "application": PERMIT["id"],
            "number": PERMIT["number"],
            "kind": "returned_just_before_due",
            "step": 2,
            "role": "front_office",
            "round": 1,
            "by": {"sub": "demo-front-office", "name": "Fajar Nugraha", "role": "front_office"},
            "at": "2026-11-23T01:22:30Z",
            "detail": {"due_at": "2026-11-23T01:24:00Z", "seconds_left": 90},
            "evidence": [
                {"position": 1041, "version": 2, "fact": "Routed"},
                {"position": 1042, "version": 3, "fact": "Rejected"},
            ],
            "text": "Berkas dikembalikan ketika waktu baku langkah ini tinggal 1 menit 30 detik waktu kerja. "
            "Ini petunjuk untuk ditelaah, bukan temuan. Mungkin kekurangannya memang baru terlihat pada akhir "
            "pemeriksaan, atau antrean sedang panjang sehingga berkas baru sempat dibaca.",
        }
    ],
    "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ",
}


class EvidenceSchema(Schema):
    """An event of the file by which the signal was noticed, as the trail has it."""

    position: int
    version: int
    fact: str


class SignalSchema(Schema):
    """Something to look at, and no accusation: `text` says so, and how it may have come about innocently.

    `by` acted in office. Of the applicant there is nothing.
    """

    application: UUID
    number: str
    kind: SignalKind
    step: int
    role: Role
    round: int
    by: PersonSchema
    at: datetime
    detail: dict[str, JsonValue]
    evidence: list[EvidenceSchema]
    text: str


class SignalsSchema(Schema):
    model_config = shown(_SIGNALS)

    items: list[SignalSchema]
    next: str | None
