"""If-Match, If-None-Match, Idempotency-Key, X-After-Position and dry runs, read as their RFCs say."""

import pytest
from starlette.testclient import TestClient
from starlette.types import Scope

from api.http.conditions import Conditions, conditions_of, etag, is_unchanged, not_modified
from api.problems.problems import Problem
from tests.api.tiny import VERIFICATION, sign_in


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ('"7"', 7),
        ('  "7"  ', 7),
        ("*", None),
        ('"3", "7","5"', 7),
        ('W/"7"', 0),
        ('W/"9", "7"', 7),
        ('"abc"', 0),
        ('"07"', 0),
        ('""', 0),
        ('"99999999999999999999"', 0),
        ('"7"\t,\t"é"', 7),
    ],
)
def test_if_match_names_the_version_that_was_seen(header: str, version: int | None) -> None:
    assert Conditions(if_match=version) == conditions_of(_scope(("if-match", header)))


@pytest.mark.parametrize("header", ["", "7", "'7'", '"7', '7"', '"7" "8"', "*, *", '"7",', '"7\x00"', "W/7", 'w/"7"'])
def test_garbage_in_if_match_is_a_400(header: str) -> None:
    assert (400, "/header/if-match") == _refused(("if-match", header))


def test_if_match_sent_twice_is_one_list() -> None:
    assert Conditions(if_match=8) == conditions_of(_scope(("if-match", '"7"'), ("if-match", '"8"')))


@pytest.mark.parametrize("key", ["a", "x" * 255, '"8e03978e-40d5"', "!~", "a,b;c"])
def test_an_idempotency_key_is_taken_as_it_is(key: str) -> None:
    assert Conditions(idempotency_key=key) == conditions_of(_scope(("idempotency-key", key)))


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é", "a\tb", "a\x7f"])
def test_an_idempotency_key_that_is_none_is_a_400(key: str) -> None:
    assert (400, "/header/idempotency-key") == _refused(("idempotency-key", key))


def test_two_idempotency_keys_are_a_400() -> None:
    assert (400, "/header/idempotency-key") == _refused(("idempotency-key", "a"), ("idempotency-key", "a"))


@pytest.mark.parametrize(
    ("query", "preferences", "dry_run"),
    [
        (b"", [], False),
        (b"dry_run=true", [], True),
        (b"dry_run=false", [], False),
        (b"limit=3", [], False),
        (b"", ["dry-run"], True),
        (b"", ["respond-async, wait=10", "Dry_Run; x=1"], True),
        (b"", ["return=minimal"], False),
        (b"dry_run=false", ["dry-run"], True),
    ],
)
def test_a_dry_run_is_asked_for_in_the_query_or_preferred(query: bytes, preferences: list[str], dry_run: bool) -> None:
    scope = _scope(*(("prefer", value) for value in preferences), query=query)

    assert Conditions(dry_run=dry_run) == conditions_of(scope)


@pytest.mark.parametrize("query", [b"dry_run=", b"dry_run=1", b"dry_run=True", b"dry_run=true&dry_run=true"])
def test_a_dry_run_that_is_neither_true_nor_false_is_a_422(query: bytes) -> None:
    assert (422, "/query/dry_run") == _refused(query=query)


@pytest.mark.parametrize(
    ("header", "unchanged"),
    [
        ('"7"', True),
        ('W/"7"', True),
        ('"6", W/"7"', True),
        ("*", True),
        ('"6"', False),
        ('"70"', False),
        ("7", False),
        ("garbage", False),
        ("", False),
        (None, False),
    ],
)
def test_if_none_match_is_compared_weakly_and_garbage_has_nothing(header: str | None, unchanged: bool) -> None:
    headers = [] if header is None else [("if-none-match", header)]

    assert unchanged is is_unchanged(_scope(*headers), 7)


def test_a_304_still_names_the_version() -> None:
    assert (304, '"7"', b"") == (not_modified(7).status_code, not_modified(7).headers["etag"], not_modified(7).body)
    assert etag(7) == '"7"'


def test_a_command_reads_them_all_over_http(client: TestClient) -> None:
    headers = {"If-Match": '"4"', "Idempotency-Key": "k-1", **sign_in(client, "front_office")}

    answer = client.post(f"{VERIFICATION}?dry_run=true", json={"requirement": "R02", "accepted": True}, headers=headers)

    assert "Conditions(if_match=4, idempotency_key='k-1', dry_run=True)" in answer.text


def _scope(*headers: tuple[str, str], query: bytes = b"") -> Scope:
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "headers": sent, "query_string": query}


def _refused(*headers: tuple[str, str], query: bytes = b"") -> tuple[int, str]:
    with pytest.raises(Problem) as refused:
        conditions_of(_scope(*headers, query=query))
    return refused.value.kind.status, refused.value.errors[0].pointer
