"""Strangers' files are parsed in processes of their own; one that runs away or falls over costs that file and no other.

Measured: a good file of 5 MiB may take six seconds and half a gigabyte, and nobody knows what qpdf and Pillow do with
the next hostile one. A process that waits answers in a millisecond; its first start takes 0.3 s.
"""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import LifoQueue
from threading import Timer
from typing import Any

import orjson

from application.uploads.worker import Job, read_message, write_message

MIB = 1024 * 1024
AT_ONCE = 2  # files: each may take as much memory as is allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one file may cost. 50 megapixels need 0.5 GB and three seconds; the wall clock is for busy machines."""

    memory: int = 1024 * MIB
    cpu_s: int = 10
    wall_s: float = 45


class WorkerMissing(RuntimeError):
    """The process that examines uploads cannot be started: an installation that is broken or out of memory."""


class TooMuch(Exception):
    """The process that examined the file is gone: the file took more than is allowed, or broke its parser."""


class Workers:
    """Calls block; give them a thread. Processes are started when they are needed first, and end with `close`."""

    def __init__(self, allowance: Allowance | None = None, *, at_once: int = AT_ONCE) -> None:
        self.allowance = allowance or Allowance()
        self._places: LifoQueue[subprocess.Popen[bytes] | None] = LifoQueue()
        for _ in range(at_once):
            self._places.put(None)

    def do(self, job: Job, argument: str, content: bytes) -> tuple[Any, bytes]:
        """Return what the job finds of the file, as JSON of our own and as bytes; raise `TooMuch`."""
        head = orjson.dumps([job, argument.encode(errors="replace").decode()])
        with self._worker() as worker:
            answer = self._ask(worker, head, content)
        if answer is None:
            raise TooMuch
        return orjson.loads(answer[0]), answer[1]

    def close(self) -> None:
        """End the processes, once whoever is at work has finished."""
        for _ in range(self._places.qsize()):
            if worker := self._places.get():
                _end(worker)

    def pids(self) -> list[int]:
        """Return the processes that wait."""
        return [worker.pid for worker in list(self._places.queue) if worker is not None]

    @contextmanager
    def _worker(self) -> Generator["subprocess.Popen[bytes]"]:
        worker = self._places.get()
        try:
            if worker is not None and worker.poll() is not None:
                _end(worker)
                worker = None
            worker = worker or self._start()
            yield worker
        finally:
            self._places.put(worker)

    def _start(self) -> "subprocess.Popen[bytes]":
        allowed = str(self.allowance.memory), str(self.allowance.cpu_s)
        worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "application.uploads.worker", *allowed],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what parsers say of hostile files is nothing for our log
            cwd="/",
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert worker.stdout is not None
        if read_message(worker.stdout) is None:
            _end(worker)
            raise WorkerMissing(f"the process that examines uploads does not start (status {worker.returncode})")
        return worker

    def _ask(self, worker: "subprocess.Popen[bytes]", head: bytes, content: bytes) -> tuple[bytes, bytes] | None:
        """Return the answer, or None where the process is gone."""
        assert worker.stdin is not None
        assert worker.stdout is not None
        alarm = Timer(self.allowance.wall_s, worker.kill)
        alarm.start()
        try:
            write_message(worker.stdin, head, content)
            answer = read_message(worker.stdout)
        except OSError:
            answer = None
        finally:
            alarm.cancel()
        if answer is None:
            _end(worker)
        return answer


def _end(worker: "subprocess.Popen[bytes]") -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        assert pipe is not None
        with suppress(OSError):
            pipe.close()
