"""The trail as a file, and what can be told from it alone."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import orjson

from api.export import export
from api.recompute import answers
from api.trail import Question
from projections.connection import connector
from tests.api.product import Json, Product
from tests.journey.desk import REJECT, SUBMIT, File, good, new_file
from tests.journey.late_file import NOW


def test_an_exported_trail_alone_tells_the_same(desk: Product, late: File) -> None:
    new_file(desk, "budi").take_all((SUBMIT, REJECT))
    out = BytesIO()
    desk.run(export, connector(desk.databases.read), out)
    question = Question(now=NOW, as_of=NOW, explain=True)

    told = [orjson.loads(line) for line in answers(BytesIO(out.getvalue()), question)]

    assert late.id in [answer["application"] for answer in told]
    for answer in told:
        path = f"/v1/applications/{answer.pop('application')}/sla?explain=true&as_of={NOW.astimezone(UTC):%FT%TZ}"
        assert answer == good(desk.person("supervisor").get(path)).json()


def test_an_exported_line_is_an_item_of_the_trail_with_the_bytes_under_its_leaf(desk: Product, late: File) -> None:
    out = BytesIO()
    desk.run(export, connector(desk.databases.read), out)
    lines = [orjson.loads(line) for line in out.getvalue().splitlines()]
    lodged = next(line for line in lines if line["application"] == late.id)

    assert [*range(1, len(lines) + 1)] == [line["position"] for line in lines]
    assert {"position", "id", "application", "version", "fact", "at", "recorded_at", "by", "sop", "step"} | {
        *("correlation", "data", "leaf", "state"),
    } == lodged.keys()
    assert {"sub": "•••", "name": "•••", "role": "pemohon"} == lodged["by"]
    assert {"•••"} == {*lodged["data"]["applicant"].values()}
    assert b"Siti Rahmah" not in out.getvalue()
    assert lodged["leaf"] == _leaf(lodged).hex()


def _leaf(line: Json) -> bytes:
    """RFC 9162, as the ledger's migration says it."""
    recorded = datetime.fromisoformat(line["recorded_at"]) - datetime(2000, 1, 1, tzinfo=UTC)
    microseconds = recorded // timedelta(microseconds=1)
    head = line["position"].to_bytes(8) + UUID(line["application"]).bytes + line["version"].to_bytes(8)
    texts = [text.encode() for text in (line["fact"], line["by"]["sub"], line["by"]["role"])]
    named = b"".join(len(text).to_bytes(4) + text for text in texts)
    return sha256(b"\0" + head + microseconds.to_bytes(8) + named + b64decode(line["state"])).digest()
