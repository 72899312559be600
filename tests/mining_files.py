"""Writes the exports of a small invented office, and what a reader must find in them: for `scripts/mining`."""

import json
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

import orjson
import psycopg
import uvloop

from api.trail.export_query import ExportQuery, wish_of
from api.trail.exporting import Exporting, logged
from api.trail.formats.forms import FORMS, Form
from application.evidence.export_log import Taker, export_log
from application.master_key import master_key
from application.postgres.database import APP, as_role
from application.postgres.migrations import migrate
from application.settings import read_settings
from application.vault import Vault
from projections.engine.log import read_head
from projections.engine.reads import Reads
from tests.bench.office_life import fill_office
from tests.bench.place import place

APPLICATIONS = 500


def main(folder: Path) -> None:
    with place() as here:
        migrate(here.url)
        vault = Vault([master_key(read_settings(data_dir=here.data_dir))])
        fill_office(here.url, vault, applications=APPLICATIONS)
        for form in Form:
            uvloop.run(_written(here.url, form, folder / f"trail.{FORMS[form].suffix}"))
        (folder / "expected.json").write_text(json.dumps(_expected(here.url)), encoding="utf-8")


async def _written(url: str, form: Form, file: Path) -> None:
    query, by = ExportQuery.model_validate({"format": form}), Taker(sub="x", name="x", role="x")
    async with Reads(as_role(url, APP), most=2) as reads, export_log(as_role(url, APP)) as log:
        async with reads() as connection:
            head = await read_head(connection)
            wish = await wish_of(connection, query, str, head=head)
        exporting = Exporting(reads, wish, head=head)
        with file.open("wb") as out:
            async for chunk in logged(uuid4(), exporting, log, by, wish=wish, head=head):
                out.write(chunk)


def _expected(url: str) -> dict[str, object]:
    """Told by SQL from the ledger itself, past everything that writes the files."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT originator_id, topic, state FROM ledger.events ORDER BY originator_id, originator_version"
        ).fetchall()
    traces: dict[str, list[str]] = {}
    for stream, topic, state in rows:
        automatic = topic == "Routed" and orjson.loads(state)["fact"]["automatic"]
        if not automatic and topic not in ("Claimed", "Released"):
            traces.setdefault(str(stream), []).append(topic)
    variants = Counter(map(tuple, traces.values()))
    return {"cases": len(traces), "events": sum(map(len, traces.values())), "variants": len(variants)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
