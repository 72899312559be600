"""What the doctor says of the archive: whether it can be written, read and trusted with pointers, and what to do."""

from datetime import date
from pathlib import Path
from typing import Any

from application.checkup import examine
from application.finding import Finding, State
from application.settings import Settings, read_settings
from tests.application.s3_servers import S3Server, free_port, without_room


def archive_of(settings: Settings) -> Finding:
    (finding,) = [each for each in examine(settings, date(2026, 11, 23)) if each.about == "archive"]
    return finding


def told(server: S3Server, tmp_path: Path, **changes: Any) -> tuple[State, str, str]:
    finding = archive_of(server.settings(tmp_path, **changes))
    return finding.state, finding.says, finding.cure


def test_a_folder_that_works_is_well(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()

    assert archive_of(read_settings(data_dir=tmp_path)).state is State.OK
    assert [] == [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]


def test_an_s3_that_keeps_the_first_writer_is_well(s3_moto: S3Server, tmp_path: Path) -> None:
    state, says, _ = told(s3_moto, tmp_path)

    assert (State.OK, True) == (state, "first writer wins" in says)


def test_an_s3_that_writes_over_what_is_there_is_found(s3_rclone: S3Server, tmp_path: Path) -> None:
    state, says, cure = told(s3_rclone, tmp_path)

    assert State.FAIL is state
    assert "two decrees" in says
    assert "If-None-Match" in cure


def test_wrong_keys_wrong_bucket_and_nobody_there_are_told_apart(s3_rclone: S3Server, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"

    for changes, says in (
        ({"s3_secret_access_key": "other"}, "SignatureDoesNotMatch|refuses"),
        ({"archive_url": "s3://elsewhere"}, "refuses"),
        ({"s3_endpoint": nobody}, "does not serve"),
        ({"s3_secret_access_key": None}, "belong together"),
    ):
        state, found, cure = told(s3_rclone, tmp_path, **changes)
        assert State.FAIL is state
        assert any(each in found for each in says.split("|")), found
        assert cure


def test_a_store_without_room_is_found(tmp_path: Path) -> None:
    with without_room() as server:
        state, says, cure = told(server, tmp_path)

    assert (State.FAIL, True) == (state, "has no room" in says)
    assert "make room" in cure
