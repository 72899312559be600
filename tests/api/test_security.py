"""401 says how to come in; and in demo mode, and only there, anybody may be anybody but the system."""

import stat
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.demo.identity import LIFETIME_SECONDS, DemoIssuer, Unsafe
from api.tokens import InvalidToken
from domain.actor import Role
from tests.api.tiny import Clock, client_of, sign_in, tiny_app


@pytest.mark.parametrize(
    ("authorization", "slug", "challenge"),
    [
        (None, "unauthenticated", 'Bearer realm="jejak-izin"'),
        ("Basic YTpi", "unauthenticated", 'Bearer realm="jejak-izin"'),
        ("Bearer", "invalid-token", "invalid_token"),
        ("Bearer  ", "invalid-token", "invalid_token"),
        ("Bearer nonsense", "invalid-token", "invalid_token"),
        ("bearer a.b.c", "invalid-token", "invalid_token"),
    ],
)
def test_401_says_how_to_come_in(client: TestClient, authorization: str | None, slug: str, challenge: str) -> None:
    answer = client.get("/v1/things", headers={"Authorization": authorization} if authorization else {})

    assert (401, slug) == (answer.status_code, answer.json()["type"].rpartition("/")[2])
    assert challenge in answer.headers["www-authenticate"]


def test_an_expired_token_is_told_as_such(tmp_path: Path) -> None:
    clock = Clock(1_795_400_000)
    issuer = DemoIssuer(tmp_path / "key.json", now=clock)
    client = client_of(tiny_app(tmp_path, verifier=issuer.verifier()))
    token = issuer.token(Role.KABID)
    clock.now += LIFETIME_SECONDS + 61

    answer = client.get("/v1/things", headers={"Authorization": f"Bearer {token}"})

    assert answer.json()["detail"] == "Token akses telah kedaluwarsa."
    assert 'error_description="The access token has expired."' in answer.headers["www-authenticate"]


def test_two_authorizations_are_none(client: TestClient) -> None:
    headers = [("Authorization", sign_in(client, "kabid")["Authorization"])] * 2

    assert client.get("/v1/things", headers=headers).status_code == 401


def test_a_bad_token_does_not_close_what_is_open_to_everyone(client: TestClient) -> None:
    assert client.get("/problems", headers={"Authorization": "Bearer nonsense"}).status_code == 200


def test_each_role_is_one_constant_person_of_its_own(tmp_path: Path) -> None:
    issuer = DemoIssuer(tmp_path / "key.json")
    people = [role for role in Role if role is not Role.SYSTEM]

    first, again = ([issuer.verifier().verify(issuer.token(role).encode()) for role in people] for _ in range(2))

    assert first == again
    assert len(people) == len({each.sub for each in first}) == len({each.name for each in first})
    assert [frozenset({role}) for role in people] == [each.roles for each in first]


def test_a_demo_person_may_be_named(client: TestClient) -> None:
    answer = client.post("/demo/token", json={"role": "pemohon", "sub": "warga-7", "name": "Made Wirawan"})

    assert ("Bearer", LIFETIME_SECONDS) == (answer.json()["token_type"], answer.json()["expires_in"])
    assert answer.headers["cache-control"] == "no-store"


def test_the_same_sub_has_the_same_name_in_every_role(tmp_path: Path) -> None:
    issuer = DemoIssuer(tmp_path / "key.json")

    names = {
        issuer.verifier().verify(issuer.token(role, sub="p-1").encode()).name for role in (Role.KABID, Role.AUDITOR)
    }

    assert len(names) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"role": "system"},
        {"role": "king"},
        {"role": "kabid", "roles": ["admin"]},
        {"role": ["kabid"]},
        {"role": "kabid", "name": ""},
        {"role": "kabid", "sub": "a\u0000b"},
        {"role": "kabid", "exp": 99999999999},
    ],
)
def test_a_demo_token_is_not_given_for_anything_else(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/demo/token", json=body).status_code == 422


def test_without_demo_mode_there_is_no_such_address(tmp_path: Path) -> None:
    client = client_of(tiny_app(tmp_path, demo=False))

    answer = client.post("/demo/token", json={"role": "kabid"})

    assert (404, "not-found") == (answer.status_code, answer.json()["type"].rpartition("/")[2])


def test_the_demo_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    token = DemoIssuer(file).token(Role.KABID)

    assert DemoIssuer(file).verifier().verify(token.encode()).roles == {Role.KABID}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [file] == list(tmp_path.iterdir())


def test_a_demo_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    DemoIssuer(file)
    file.chmod(0o644)

    with pytest.raises(Unsafe, match="chmod 600"):
        DemoIssuer(file)


def test_two_installations_do_not_accept_each_others_tokens(tmp_path: Path) -> None:
    ours, theirs = DemoIssuer(tmp_path / "a.json"), DemoIssuer(tmp_path / "b.json")

    with pytest.raises(InvalidToken):
        ours.verifier().verify(theirs.token(Role.ADMIN).encode())
