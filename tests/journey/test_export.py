"""The trail as a file, and what can be told from it alone."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID

import orjson
import pytest
from typer import Typer
from typer.testing import CliRunner

from api.trail.export import command, export
from api.trail.read_whole import Question
from api.trail.recompute import answers
from projections.engine.connection import connector
from tests.api.product import Json, Product
from tests.journey.desk import REJECT, SUBMIT, File, good, new_file
from tests.journey.late_file import NOW


def test_an_exported_trail_alone_tells_the_same(desk: Product, late: File) -> None:
    new_file(desk, "budi").take_all((SUBMIT, REJECT))
    question = Question(now=NOW, as_of=NOW, explain=True)

    told = [orjson.loads(line) for line in answers(BytesIO(exported(desk)), question)]

    assert late.id in [answer["application"] for answer in told]
    for answer in told:
        path = f"/v1/applications/{answer.pop('application')}/sla?explain=true&as_of={NOW.astimezone(UTC):%FT%TZ}"
        assert answer == good(desk.person("supervisor").get(path)).json()


def test_an_exported_line_is_an_item_of_the_trail_with_the_bytes_under_its_leaf(desk: Product, late: File) -> None:
    trail = exported(desk)
    lines = [orjson.loads(line) for line in trail.splitlines()]
    lodged = next(line for line in lines if line["application"] == late.id)

    assert [*range(1, len(lines) + 1)] == [line["position"] for line in lines]
    assert {"position", "id", "application", "version", "fact", "at", "recorded_at", "by", "sop", "step"} | {
        *("correlation", "data", "leaf", "state"),
    } == lodged.keys()
    assert {"sub": "•••", "name": "•••", "role": "pemohon"} == lodged["by"]
    assert {"•••"} == {*lodged["data"]["applicant"].values()}
    assert b"Siti Rahmah" not in trail
    assert lodged["leaf"] == _leaf(lodged).hex()


def test_the_command_writes_the_whole_trail(
    desk: Product, late: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IZIN_DATABASE_URL", desk.databases.owner)
    monkeypatch.setenv("IZIN_MASTER_KEY", b64encode(bytes(32)).decode())
    typed = Typer(pretty_exceptions_enable=False)
    typed.command()(command)

    result = CliRunner().invoke(typed, [f"--data-dir={tmp_path}"])

    assert (0, exported(desk)) == (result.exit_code, result.stdout_bytes)
    assert late.id.encode() in result.stdout_bytes


def exported(desk: Product) -> bytes:
    out = BytesIO()
    desk.run(export, connector(desk.databases.read), out)
    return out.getvalue()


def _leaf(line: Json) -> bytes:
    """RFC 9162, as the ledger's migration says it."""
    recorded = datetime.fromisoformat(line["recorded_at"]) - datetime(2000, 1, 1, tzinfo=UTC)
    microseconds = recorded // timedelta(microseconds=1)
    head = line["position"].to_bytes(8) + UUID(line["application"]).bytes + line["version"].to_bytes(8)
    texts = [text.encode() for text in (line["fact"], line["by"]["sub"], line["by"]["role"])]
    named = b"".join(len(text).to_bytes(4) + text for text in texts)
    return sha256(b"\0" + head + microseconds.to_bytes(8) + named + b64decode(line["state"])).digest()
