"""The process in which strangers' files are parsed: little memory, little time, no file and no socket of its own.

It reads jobs from standard input and writes what it found to standard output (see `workers`), until its input ends.
Once it is ready it may open nothing more, so that a parser that is taken over reaches nobody; as root it becomes nobody
first.
"""

import os
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from enum import StrEnum
from io import BytesIO
from typing import IO

import orjson
import pikepdf
from PIL import ExifTags, Image

from application.pdf_marks import marks_in
from application.uploads.refused import UploadRefused
from application.uploads.uploads import check_upload

NOBODY = 65534
LENGTHS = 4  # bytes of a length
Answer = Mapping[str, object]


class Job(StrEnum):
    """What may be asked for, each with one argument."""

    UPLOAD = "upload"  # and the file's name
    MARKS = "marks"  # and what finds a number


def main() -> None:
    memory, cpu_s = (int(each) for each in sys.argv[1:3])
    _warm_up()
    _close_doors(memory)
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    write_message(answers, b"{}", b"")
    while message := read_message(jobs):
        job, argument = orjson.loads(message[0])
        _grant(cpu_s)
        head, kept = _JOBS[job](argument, message[1])
        write_message(answers, orjson.dumps(head), kept)


def _upload(name: str, content: bytes) -> tuple[Answer, bytes]:
    try:
        good = check_upload(content, name)
    except UploadRefused as refused:
        return {"refused": refused.code, "id": refused.sentence.id, "en": refused.sentence.en}, b""
    upload, taken = good.upload, good.taken
    return {
        "media_type": upload.media_type,
        "name": upload.name,
        "at": taken.at,
        "latitude": taken.latitude,
        "longitude": taken.longitude,
    }, good.content


def _marks(numbers: str, content: bytes) -> tuple[Answer, bytes]:
    return asdict(marks_in(content, re.compile(numbers, re.IGNORECASE))), b""


_JOBS: Mapping[str, Callable[[str, bytes], tuple[Answer, bytes]]] = {Job.UPLOAD: _upload, Job.MARKS: _marks}


def _warm_up() -> None:
    """Load whatever is loaded on first use: later there is no opening of files."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:25 09:14:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (3.0, 26.0, 30.0)
    for form in ("JPEG", "PNG", "MPO"):
        Image.new("RGB", (8, 8)).save(file := BytesIO(), form, exif=exif)
        check_upload(file.getvalue(), "warm")
    with zipfile.ZipFile(file := BytesIO(b""), "w") as archive:  # its names are in a code page of their own
        archive.writestr("warm", b"")
    with suppress(UploadRefused):
        check_upload(b"\x89PNG\r\n\x1a\n" + file.getvalue(), "warm")
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(file := BytesIO(), encryption=pikepdf.Encryption(owner="warm", user=""))
    check_upload(file.getvalue(), "warm")
    marks_in(file.getvalue(), re.compile("warm", re.IGNORECASE))


def _close_doors(memory: int) -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _grant(cpu_s: int) -> None:
    """Let this job have its own seconds; the kernel ends a process that takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + cpu_s, hard))


def read_message(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Return the two parts of the next message, or None where the pipe ends."""
    lengths = pipe.read(2 * LENGTHS)
    if len(lengths) < 2 * LENGTHS:
        return None
    head, body = int.from_bytes(lengths[:LENGTHS]), int.from_bytes(lengths[LENGTHS:])
    message = pipe.read(head + body)
    return (message[:head], message[head:]) if len(message) == head + body else None


def write_message(pipe: IO[bytes], head: bytes, body: bytes) -> None:
    pipe.write(len(head).to_bytes(LENGTHS) + len(body).to_bytes(LENGTHS) + head + body)
    pipe.flush()


if __name__ == "__main__":
    main()
