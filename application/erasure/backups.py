"""The drill looks into dumps and backups too: what stands there, and whatever the keys that were kept open of it."""

import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import IO
from uuid import UUID

import orjson

from application.backup.faults import BackupFailed
from application.backup.folder import kept
from application.backup.making import DATA, FORGOTTEN, KEY_FILE, opened
from application.backup.manifest import read_manifest
from application.backup.snapshot import snapshot
from application.backup.tools import Tools, dumping, find_tools, told
from application.erasure.drill import Place
from application.schema import SCHEMA
from application.sealing import unseal
from application.vault import Vault

_PIECE = 4 * 1024 * 1024
Keys = Mapping[UUID, bytes]


def in_dump(owner: str) -> Iterator[Place]:
    """Yield what pg_dump writes of the whole database, as anybody could take it away."""
    with snapshot(owner) as shot:
        tools = find_tools(shot.postgres)
    with dumping(tools, owner, "--format=plain") as chunks:
        yield from (("dump", piece) for piece in _whole_lines(chunks))


def in_backups(data: Path, keys: Path | None, key: bytes, vault: Vault) -> Iterator[Place]:
    """Yield every backup of the data and of the keys, and every event that any of these keys opens."""
    wrapped = dict[UUID, bytes]()
    for each in kept(keys, "keys") if keys else []:
        read_manifest(each.place, key)
        for file in (KEY_FILE, FORGOTTEN):
            yield from ((f"backup {each.place.name}", piece) for piece in _whole_lines(opened(each.place, file, key)))
        wrapped.update(_keys_in(_whole_lines(opened(each.place, KEY_FILE, key))))
    for each in kept(data, "data"):
        tools = find_tools(read_manifest(each.place, key).postgres)
        for piece in _whole_lines(_script(tools, opened(each.place, DATA, key))):
            yield f"backup {each.place.name}", piece
        events = _script(tools, opened(each.place, DATA, key), "--data-only", "--schema=ledger", "--table=events")
        yield from _opened(each.place.name, _rows(_whole_lines(events), "ledger.events"), wrapped, vault)


def _opened(backup: str, rows: Iterable[Mapping[str, str]], keys: Keys, vault: Vault) -> Iterator[Place]:
    for row in rows:
        permit, version = UUID(row["originator_id"]), int(row["originator_version"])
        if permit in keys:
            raw = SCHEMA.read(row["topic"], _bytes(row["state"]))
            unseal(vault.key(permit, keys[permit]), version, row["topic"], raw)
            yield f"opened {permit}:{version} of {backup}", orjson.dumps(raw)


def _keys_in(pieces: Iterable[bytes]) -> Iterator[tuple[UUID, bytes]]:
    for row in _rows(pieces, "pg_temp.ledger_keys"):
        yield UUID(row["permit"]), _bytes(row["wrapped"])


def _rows(pieces: Iterable[bytes], table: str) -> Iterator[Mapping[str, str]]:
    """Yield the rows of one table as COPY writes them; none of the columns we look at needs unescaping."""
    columns: Sequence[str] | None = None
    for piece in pieces:
        for line in piece.decode().splitlines():
            if columns is None and line.startswith(f"COPY {table} ("):
                columns = line.partition("(")[2].partition(")")[0].split(", ")
            elif line == "\\.":
                columns = None
            elif columns is not None:
                yield dict(zip(columns, line.split("\t"), strict=True))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("\\\\x"))


def _script(tools: Tools, dump: Iterable[bytes], *options: str) -> Iterator[bytes]:
    """Yield a dump as SQL; nothing of it touches a disk."""
    program = [str(tools.directory / "pg_restore"), "--file=-", *options]
    with (
        TemporaryFile() as said,
        subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said) as process,
    ):
        assert process.stdin is not None, "it was asked for"
        assert process.stdout is not None, "this too"
        feeding = Thread(target=_feed, args=(process.stdin, dump))
        feeding.start()
        while piece := process.stdout.read(_PIECE):
            yield piece
        feeding.join()
        if process.wait() != 0:
            raise BackupFailed(f"pg_restore failed: {told(said)}")


def _feed(to: IO[bytes], dump: Iterable[bytes]) -> None:
    try:
        with to:
            for chunk in dump:
                to.write(chunk)
    except BrokenPipeError:  # the program has ended, and its status tells
        return


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces that end with a line: whatever is looked for stands in one of them."""
    piece = bytearray()
    for chunk in chunks:
        piece += chunk
        end = piece.rfind(b"\n") + 1
        if end > _PIECE:
            yield bytes(piece[:end])
            del piece[:end]
    if piece:
        yield bytes(piece)
