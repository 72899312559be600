"""The trail as a file, and what can be told from it alone."""

import os
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
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
from api.trail.export_query import ExportQuery
from api.trail.read_whole import Question
from api.trail.recompute import answers
from tests.api.export_readers import read_xes
from tests.api.exported import exported
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


def test_the_command_writes_what_is_asked_for_and_says_how_much_it_was(
    desk: Product, late: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, err = run(desk, tmp_path, monkeypatch)

    assert (0, exported(desk)) == (status, out)
    assert late.id.encode() in out
    count = len(out.splitlines())
    assert f"{count} events, positions 1 to {count}, {len(out)} bytes, SHA-256 {sha256(out).hexdigest()}\n" == err
    noted = desk.person("auditor").get("/v1/exports?limit=1").json()["items"][0]
    assert ("operator", sha256(out).hexdigest()) == (noted["by"]["role"], noted["sha256"])
    assert noted["by"]["sub"] == f"local:{noted['by']['name']}"


def test_the_command_writes_a_file_of_any_form(
    desk: Product, late: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "trail.xes"

    status, out, _ = run(desk, tmp_path, monkeypatch, "--format=xes", f"--application={late.id}", f"--output={file}")

    assert (0, b"") == (status, out)
    ((trace, events),) = read_xes(file.read_bytes())
    assert (late.id, "Submitted") == (trace["concept:name"], events[0]["concept:name"])
    assert [] == list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "wrong",
    [
        (("--format=xlsx",), 2, "xlsx"),
        (("--fact=Approve",), 2, "--fact"),
        (("--role=boss",), 2, "--role"),
        (("--from=yesterday",), 2, "--from"),
        (("--before=0",), 2, "--before"),
        (("--include=some",), 2, "--include"),
        (("--after=100000",), 1, "there is no such position yet"),
        (("--after=7", "--before=7"), 1, "must be greater than after"),
    ],
)
def test_what_is_wrong_with_the_command_is_said(
    desk: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: tuple[tuple[str, ...], int, str]
) -> None:
    options, status, said = wrong
    monkeypatch.setenv("COLUMNS", "200")

    found = run(desk, tmp_path, monkeypatch, *options)

    assert (status, b"") == found[:2]
    assert said in found[2]


def test_a_device_stays_what_it_is(desk: Product, late: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reading:
        read = reading.submit(pipe.read_bytes)
        status, _, _ = run(desk, tmp_path, monkeypatch, f"--application={late.id}", f"--output={pipe}")

    assert (0, True) == (status, pipe.is_fifo())
    assert late.id.encode() in read.result()


def test_a_full_disk_cuts_the_file(desk: Product, late: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = tmp_path / "full"
    full.symlink_to("/dev/full")

    status, _, said = run(desk, tmp_path, monkeypatch, f"--application={late.id}", f"--output={full}")

    assert (1, "The export was cut: No space left on device.") == (status, said.strip())
    assert "cut" == desk.person("auditor").get("/v1/exports?limit=1").json()["items"][0]["state"]


@pytest.mark.usefixtures("late")
def test_a_reader_who_has_seen_enough_leaves_a_cut_export(desk: Product) -> None:
    class Enough(BytesIO):
        def write(self, _: object) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        desk.run(export, desk.databases, ExportQuery.model_validate({}), Enough(), lambda *_: None)

    assert "cut" == desk.person("auditor").get("/v1/exports?limit=1").json()["items"][0]["state"]


def run(desk: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> tuple[int, bytes, str]:
    monkeypatch.setenv("IZIN_DATABASE_URL", desk.databases.owner)
    monkeypatch.setenv("IZIN_MASTER_KEY", b64encode(bytes(32)).decode())
    typed = Typer(pretty_exceptions_enable=False)
    typed.command()(command)
    result = CliRunner().invoke(typed, [f"--data-dir={tmp_path}", *options])
    return result.exit_code, result.stdout_bytes, result.stderr


def _leaf(line: Json) -> bytes:
    """RFC 9162, as the ledger's migration says it."""
    recorded = datetime.fromisoformat(line["recorded_at"]) - datetime(2000, 1, 1, tzinfo=UTC)
    microseconds = recorded // timedelta(microseconds=1)
    head = line["position"].to_bytes(8) + UUID(line["application"]).bytes + line["version"].to_bytes(8)
    texts = [text.encode() for text in (line["fact"], line["by"]["sub"], line["by"]["role"])]
    named = b"".join(len(text).to_bytes(4) + text for text in texts)
    return sha256(b"\0" + head + microseconds.to_bytes(8) + named + b64decode(line["state"])).digest()
