"""Structured logs: one JSON object a line, or readable lines for a terminal. Never personal data.

An exception is told by its type and where it happened. Its text is left out, because drivers and validators quote
what they were given.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from traceback import walk_tb
from types import TracebackType
from typing import BinaryIO, Literal, cast

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from api.http.request_id import current

LogFormat = Literal["json", "console"]

_DEEPEST = 12


def configure_logs(log_format: LogFormat, *, level: int = logging.INFO) -> None:
    """Send our own log and that of the libraries to standard output, in one form."""
    console = log_format == "console"
    stamp: Processor = structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False) if console else _time
    shared: Sequence[Processor] = (structlog.processors.add_log_level, _request, _error, stamp)
    render: Processor = structlog.dev.ConsoleRenderer() if console else _json
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory() if console else structlog.BytesLoggerFactory(_output()),
        cache_logger_on_first_use=True,
    )
    _take_over_stdlib(shared, render, level)


class _Output:
    """Standard output as it is at the moment of writing: a logger outlives what it was when the logger was made."""

    def write(self, line: bytes) -> int:
        return sys.stdout.buffer.write(line)

    def flush(self) -> None:
        sys.stdout.buffer.flush()


def _output() -> BinaryIO:
    return cast("BinaryIO", _Output())  # all that structlog asks of one


class RequestLog:
    """Writes the one line that each request gets. As JSON it goes around structlog, which takes three times as long."""

    def __init__(self) -> None:
        self._write: Callable[[dict[str, object]], None] | None = None

    def __call__(self, fields: dict[str, object]) -> None:
        if self._write is None:
            self._write = _request_writer()
        self._write(fields)


def told(error: BaseException) -> dict[str, object]:
    """Return what a log may say of an exception: type, SQLSTATE where there is one, and the frames, newest last."""
    return {"error": _name(error), "sqlstate": getattr(error, "sqlstate", None), "where": _frames(error.__traceback__)}


def _request_writer() -> Callable[[dict[str, object]], None]:
    """Which form was configured is only known once the first request has come."""
    if structlog.get_config()["logger_factory"].__class__ is not structlog.BytesLoggerFactory:
        logger = structlog.get_logger()
        return lambda fields: logger.info("request", **fields)
    write = structlog.BytesLogger(_output()).msg

    def written(fields: dict[str, object]) -> None:
        line = {"event": "request", **fields, "level": "info", "at": datetime.now(UTC)}
        write(orjson.dumps(line, option=orjson.OPT_UTC_Z))

    return written


def _take_over_stdlib(shared: Sequence[Processor], render: Processor, level: int) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shared, _text(render)],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
    for talkative in ("pyhanko", "fontTools"):  # they warn at every signature of what is meant so
        logging.getLogger(talkative).setLevel(logging.ERROR)


def _text(render: Processor) -> Processor:
    """Handlers of the standard library want text."""

    def rendered(logger: WrappedLogger, method: str, event: EventDict) -> str:
        line = render(logger, method, event)
        return line.decode() if isinstance(line, bytes) else str(line)

    return rendered


def _request(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    request_id = current.get()
    if request_id is not None:
        event.setdefault("request_id", request_id)
    return event


def _error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Standard library loggers pass the exception they are in."""
    info: object = event.pop("exc_info", None)
    if isinstance(info, tuple) or info is True:
        info = sys.exception()
    if isinstance(info, BaseException):
        event.update(told(info))
    return event


def _time(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["at"] = datetime.now(UTC)
    return event


def _json(_logger: WrappedLogger, _method: str, event: EventDict) -> bytes:
    return orjson.dumps(event, default=_type_name, option=orjson.OPT_UTC_Z)


def _type_name(value: object) -> str:
    return type(value).__qualname__


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _frames(trace: TracebackType | None) -> list[str]:
    frames = [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(trace)]
    return frames[-_DEEPEST:]
