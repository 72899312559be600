"""A cursor comes back exactly as it was made, for the list it was made for, or it is a 422."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.http.paging import Cursors
from api.problems.problems import Problem
from tests.api.tiny import sign_in

CURSORS = Cursors(key=b"0" * 32)
KEYS = st.lists(
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)


@given(KEYS)
def test_a_cursor_comes_back_as_it_was_made(key: list[str | int | None]) -> None:
    assert tuple(key) == CURSORS.read(CURSORS.write(tuple(key), "queue"), "queue")


def test_a_cursor_of_another_list_or_installation_is_refused() -> None:
    cursor = CURSORS.write((5, str(uuid4())), "queue kabid")

    for cursors, listing in ((CURSORS, "queue sekretaris"), (Cursors(key=b"1" * 32), "queue kabid")):
        with pytest.raises(Problem):
            cursors.read(cursor, listing)


@pytest.mark.parametrize("cursor", ["", "=", "x", "!!!!", "é", "A" * 22, "A" * 2000, "null", "../../", "\x00"])
def test_garbage_is_refused(cursor: str) -> None:
    with pytest.raises(Problem):
        CURSORS.read(cursor, "queue")


@given(st.text(max_size=60))
def test_any_text_is_refused_and_nothing_else_happens(cursor: str) -> None:
    with pytest.raises(Problem):
        CURSORS.read(cursor, "queue")


def test_a_changed_cursor_is_refused() -> None:
    cursor = CURSORS.write((5,), "queue")
    changed = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")

    with pytest.raises(Problem):
        CURSORS.read(changed, "queue")


def test_the_next_page_is_a_link_that_keeps_the_rest_of_the_query(client: TestClient) -> None:
    headers = sign_in(client, "auditor")

    first = client.get("/v1/things?limit=2&q=a%20b&cursor=", headers=headers)
    assert first.status_code == 422

    first = client.get("/v1/things?limit=2&q=a%20b", headers=headers)
    link = first.links["next"]["url"]
    second = client.get(link, headers=headers)

    assert link == f"/v1/things?limit=2&q=a+b&cursor={first.json()['next']}"
    assert [{"n": 2}, {"n": 3}] == second.json()["items"]


def test_a_page_has_fifty_rows_unless_asked(client: TestClient) -> None:
    assert len(client.get("/v1/things", headers=sign_in(client, "auditor")).json()["items"]) == 50


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5", "1e2", "9" * 30])
def test_a_limit_out_of_bounds_is_a_422(client: TestClient, limit: str) -> None:
    answer = client.get("/v1/things", params={"limit": limit}, headers=sign_in(client, "auditor"))

    assert (422, "/query/limit") == (answer.status_code, answer.json()["errors"][0]["pointer"])


def test_a_bad_cursor_is_a_422_with_its_pointer(client: TestClient) -> None:
    answer = client.get("/v1/things?cursor=zzz", headers=sign_in(client, "auditor"))

    assert (422, ["/query/cursor"]) == (answer.status_code, [error["pointer"] for error in answer.json()["errors"]])
