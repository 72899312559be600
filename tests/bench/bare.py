"""The limit of HTTP: FastAPI as its tutorial shows it, on the same requests, without database, token or log."""

from uuid import UUID, uuid4

from fastapi import FastAPI
from pydantic import BaseModel

from tests.bench.bodies import Submission, Verification


class Accepted(BaseModel):
    id: UUID
    institution: str
    documents: int
    status: str


class Verified(BaseModel):
    id: UUID
    accepted: int
    status: str


def create_app() -> FastAPI:
    app = FastAPI()

    @app.post("/empty")
    async def empty() -> dict[str, str]:
        return {}

    @app.post("/applications", status_code=201)
    async def submit(body: Submission) -> Accepted:
        return Accepted(
            id=uuid4(), institution=body.institution.name, documents=len(body.documents), status="Submitted"
        )

    @app.post("/applications/{permit_id}/verification")
    async def verify(permit_id: UUID, body: Verification) -> Verified:
        return Verified(id=permit_id, accepted=sum(line.accepted for line in body.checklist), status="Verified")

    @app.get("/livez")
    async def livez() -> dict[str, str]:
        return {}

    return app
