"""The limit of HTTP: FastAPI as its tutorial shows it, without database, token or log."""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field, StringConstraints

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Document(BaseModel):
    kind: Line
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Application(BaseModel):
    applicant: Line
    institution: Line
    address: Line
    documents: Annotated[list[Document], Field(min_length=1, max_length=20)]


class Accepted(BaseModel):
    institution: str
    documents: int
    status: str


SMALL = {
    "applicant": "Siti Rahmawati",
    "institution": "Sanggar Belajar Cahaya",
    "address": "Jl. Merdeka Raya No. 17, Kel. Sukamaju, Kec. Banjarbaru Selatan, 70712",
    "documents": [{"kind": kind, "sha256": 64 * kind[0]} for kind in ("akta", "bukti", "denah", "foto", "cv")],
}


def create_app() -> FastAPI:
    app = FastAPI()

    @app.post("/empty")
    async def empty() -> dict[str, str]:
        return {}

    @app.post("/applications", status_code=201)
    async def submit(application: Application) -> Accepted:
        return Accepted(institution=application.institution, documents=len(application.documents), status="Submitted")

    @app.get("/livez")
    async def livez() -> dict[str, str]:
        return {}

    return app
