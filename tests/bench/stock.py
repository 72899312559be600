"""The same two commands by the stock eventsourcing library: its aggregate, its recorder, its defaults, threads.

No token, no command id, no sealing, and the same bodies: what it does not do costs it nothing here.
"""

import os
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from fastapi import FastAPI
from psycopg.conninfo import conninfo_to_dict

from tests.bench.bodies import Submission, Verification

Answer = dict[str, str | int]
Json = dict[str, Any]  # what pydantic dumps, and the library's transcoder stores


class OutOfOrder(Exception):
    """The step is not the next one."""


class Permit(Aggregate):
    @event("Submitted")
    def __init__(self, by: str, submission: Json) -> None:
        self.submission, self.step = submission, 1

    def verify(self, by: str, verification: Json) -> None:
        if self.step != 1:
            raise OutOfOrder
        self.verified(by, verification)

    @event("Verified")
    def verified(self, by: str, verification: Json) -> None:
        self.step = 2


class Permits(Application[UUID]):
    name = "Permits"

    def submit(self, by: str, submission: Json) -> Permit:
        permit = Permit(by=by, submission=submission)
        self.save(permit)
        return permit

    def verify(self, permit_id: UUID, by: str, verification: Json) -> Permit:
        permit: Permit = self.repository.get(permit_id)
        permit.verify(by, verification)
        self.save(permit)
        return permit


def environment(url: str, *, module: str = "eventsourcing.postgres") -> Mapping[str, str]:
    """Return the library's own settings for the database at `url`, everything else as it comes."""
    given = conninfo_to_dict(url)
    names = ("dbname", "host", "port", "user", "password")
    return {"PERSISTENCE_MODULE": module, **{f"POSTGRES_{name.upper()}": str(given[name]) for name in names}}


def create_app() -> FastAPI:
    permits, app = Permits(env=environment(os.environ["STOCK_DATABASE_URL"])), FastAPI()

    @app.post("/applications", status_code=201)
    def submit(body: Submission) -> Answer:
        return _answer(permits.submit("siti", body.model_dump(mode="json")))

    @app.post("/applications/{permit_id}/verification")
    def verify(permit_id: UUID, body: Verification) -> Answer:
        return _answer(permits.verify(permit_id, "fajar", body.model_dump(mode="json")))

    @app.get("/livez")
    async def livez() -> dict[str, str]:
        return {}

    return app


def _answer(permit: Permit) -> Answer:
    return {"id": str(permit.id), "version": permit.version, "step": permit.step}
