"""Pages of a list: `limit`, an opaque signed `cursor`, and the link to the next page.

A cursor says where the last row stood in the order of one list, so that a page costs the same at any depth. It is
signed, because a position is used in SQL comparisons of the right types only; it is not encrypted, so put no
personal data into one.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

import orjson
from fastapi import Query
from pydantic import WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import pointer
from domain.refusals import Fault, Sentence

DEFAULT_LIMIT = 50
MAX_LIMIT = 200

Key = tuple[str | int | None, ...]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows on the page, at most.")]
Cursor = Annotated[
    str | None,
    Query(description="The `next` of the page before."),
    WithJsonSchema({"type": "string", "pattern": r"^[A-Za-z0-9_-]{24,1024}$"}),
]

_TAG_BYTES = 16
_LONGEST_CURSOR = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursors:
    """Makes and reads cursors. `key` must be the same in every process: a cursor outlives the one that made it."""

    key: bytes

    def write(self, after: Key, listing: str) -> str:
        """Return the cursor to the rows that follow the sort key `after`.

        `listing` names the list together with its filters and order: a cursor of another list is refused.
        """
        text = orjson.dumps(after)
        return urlsafe_b64encode(self._tag(text, listing) + text).rstrip(b"=").decode()

    def read(self, cursor: str, listing: str) -> Key:
        """Return the sort key in `cursor`, or raise a 422 problem if it is not one of ours for this list."""
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)) if len(cursor) <= _LONGEST_CURSOR else b""
        except (NotBase64, ValueError):  # ValueError: not ASCII
            raise _bad_cursor() from None
        tag, text = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(text, listing)):
            raise _bad_cursor()
        return tuple(orjson.loads(text))

    def _tag(self, text: bytes, listing: str) -> bytes:
        return hmac.digest(self.key, listing.encode() + b"\0" + text, sha256)[:_TAG_BYTES]


def page_answer(request: Request, items: Sequence[Mapping[str, object]], next_cursor: str | None) -> Response:
    """Return the page as JSON, with `Link: <…>; rel="next"` where there is more."""
    body = orjson.dumps({"items": items, "next": next_cursor}, option=orjson.OPT_UTC_Z)
    return Response(body, headers=next_link(request, next_cursor), media_type="application/json")


def next_link(request: Request, next_cursor: str | None) -> dict[str, str]:
    """Return the header that leads to the next page, where there is one."""
    return {} if next_cursor is None else {"Link": f'<{_next_address(request, next_cursor)}>; rel="next"'}


def _next_address(request: Request, cursor: str) -> str:
    """A relative reference: it is right behind any proxy, and no Host header can bend it."""
    query = [pair for pair in parse_qsl(request.url.query, keep_blank_values=True) if pair[0] != "cursor"]
    return f"{request.url.path}?{urlencode([*query, ('cursor', cursor)])}"


def _bad_cursor() -> Problem:
    sentence = Sentence(
        "Penunjuk halaman ini bukan dari daftar ini. Mulailah lagi tanpa cursor.",
        "This cursor is not one of this list. Start again without a cursor.",
    )
    fault = Fault(pointer("query", "cursor"), "cursor_invalid", sentence)
    return Problem(problem_texts.INVALID_REQUEST, errors=(fault,))
