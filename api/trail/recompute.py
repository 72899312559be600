"""`scripts/sla`: the time of every application, recomputed offline from a trail and the calendars."""

import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import TypeAdapter, ValidationError

from api.http.fields import Instant
from api.trail.calendars import publications_of
from api.trail.lines import BadTrail
from api.trail.read_whole import Question, Trail
from application.rulebook import load_rulebook
from domain.calendar import CalendarYear, YearsDoNotFit
from domain.calendar_file import BadCalendar, parse_calendar
from domain.publications import Knowledge

_INSTANT = TypeAdapter[datetime](Instant)
_FILE = typer.Option(exists=True, dir_okay=False, help="Calendar (TOML) that alone speaks for its year; repeatable.")


def command(
    as_of: Annotated[str | None, typer.Option(help="The instant to look at, RFC 3339; now without it.")] = None,
    calendar: Annotated[list[Path] | None, _FILE] = None,
    known: Annotated[
        Knowledge, typer.Option(help="Judge what is over by the calendar known now, or then, when it ended.")
    ] = Knowledge.NOW,
    explain: Annotated[bool, typer.Option("--explain", help="With what every figure comes from.")] = False,
) -> None:
    """Read a trail (NDJSON) from the input; write what `GET /v1/applications/{id}/sla` answers, one line a file."""
    question = Question(now=datetime.now(UTC), as_of=_instant(as_of), knowledge=known, explain=explain)
    with _ending_with_a_sentence():
        for answer in answers(sys.stdin.buffer, question, calendar or ()):
            sys.stdout.buffer.write(answer)
        sys.stdout.flush()


def answers(lines: Iterable[bytes], question: Question, files: Sequence[Path] = ()) -> Iterator[bytes]:
    """Yield a line for each file, or raise `BadTrail`, `BadCalendar` or `YearsDoNotFit` before the first of them."""
    book = load_rulebook()
    trail, given = Trail(lines, book), [_calendar(file) for file in files]
    publications = publications_of(book.publications, trail.published, given)
    for answer in trail.answers(publications, question):
        yield orjson.dumps(answer, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def _calendar(file: Path) -> CalendarYear:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadCalendar(f"{file}: this is not UTF-8") from None
    return parse_calendar(text, str(file))


def _instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else _INSTANT.validate_python(text)
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"], param_hint="--as-of") from None


@contextmanager
def _ending_with_a_sentence() -> Generator[None]:
    try:
        yield
    except (BadTrail, BadCalendar, YearsDoNotFit) as fault:
        typer.secho(str(fault), err=True, fg="red")
        raise SystemExit(1) from None
    except BrokenPipeError:  # whoever reads us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    typer.run(command)
