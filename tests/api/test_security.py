"""Nobody gets in with a token that is not exactly ours, and nobody becomes the system."""

import hmac
import json
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from starlette.testclient import TestClient

from api.demo_identity import AUDIENCE, ISSUER, LIFETIME_SECONDS, DemoIssuer, Unsafe
from api.tokens import InvalidToken, TokenVerifier
from domain.actor import Caller, Role
from tests.api.tiny import client_of, sign_in, tiny_app

NOW = 1_795_400_000
KEY = OKPKey.generate_key("Ed25519", private=True)
GOOD: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "fajar",
    "name": "Fajar Nugroho",
    "roles": ["front_office"],
    "iat": NOW,
    "exp": NOW + 600,
}
FAJAR = Caller(sub="fajar", name="Fajar Nugroho", roles=frozenset({Role.FRONT_OFFICE}))
ANY_ALGORITHM = ["Ed25519", "Ed448", "ES256", "RS256", "HS256", "none"]


class Clock:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def verifier(clock: Clock | None = None, **options: Any) -> TokenVerifier:
    public = OKPKey.import_key(KEY.as_dict(private=False))
    return TokenVerifier(public, issuer=ISSUER, audience=AUDIENCE, now=clock or Clock(), **options)


def signed(header: dict[str, Any] | None = None, key: Any = KEY, **claims: Any) -> bytes:
    """Return a good token, but for what is given; a claim given as None is left out."""
    payload = {name: value for name, value in {**GOOD, **claims}.items() if value is not None}
    full = {"alg": "Ed25519", "typ": "at+jwt", **(header or {})}
    return jws.serialize_compact(full, json.dumps(payload), key, algorithms=ANY_ALGORITHM).encode()


def test_a_good_token_names_its_caller() -> None:
    assert verifier().verify(signed()) == FAJAR


def test_one_audience_of_several_is_enough() -> None:
    assert verifier().verify(signed(aud=["other", AUDIENCE])) == FAJAR


def test_role_codes_that_we_do_not_know_are_ignored() -> None:
    assert verifier().verify(signed(roles=["front_office", "cashier", 7])) == FAJAR


def test_no_token_makes_a_person_the_system() -> None:
    assert verifier().verify(signed(roles=["system"])).roles == frozenset()


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "urn:somebody:else"},
        {"iss": None},
        {"aud": "another-api"},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": "a\nb"},
        {"sub": 7},
        {"name": None},
        {"name": "  "},
        {"name": "\ud800"},
        {"roles": None},
        {"roles": "front_office"},
        {"exp": None},
        {"exp": NOW - 61},
        {"exp": "tomorrow"},
        {"exp": True},
        {"nbf": NOW + 61},
        {"iat": NOW + 61},
        {"iat": None},
    ],
)
def test_a_claim_that_is_not_as_it_must_be_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        verifier().verify(signed(**claims))


@pytest.mark.parametrize("claims", [{"exp": NOW - 59}, {"nbf": NOW + 59}, {"iat": NOW + 59}])
def test_clocks_may_differ_by_a_minute(claims: dict[str, Any]) -> None:
    assert verifier().verify(signed(**claims)) == FAJAR


@pytest.mark.parametrize("typ", ["JWT", "id_token", "", "at+jwt;x"])
def test_a_token_of_another_type_is_refused(typ: str) -> None:
    with pytest.raises(InvalidToken):
        verifier().verify(signed({"typ": typ}))


def test_the_long_name_of_the_type_is_the_same_type() -> None:
    assert verifier().verify(signed({"typ": "application/at+JWT"})) == FAJAR


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("none", None),
        ("HS256", OctKey.generate_key(256)),
        ("ES256", ECKey.generate_key("P-256")),
        ("RS256", RSAKey.generate_key(2048)),
        ("Ed25519", OKPKey.generate_key("Ed25519")),
    ],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_another_key_or_algorithm_is_refused(algorithm: str, key: Any) -> None:
    with pytest.raises(InvalidToken):
        verifier().verify(signed({"alg": algorithm}, key))


@pytest.mark.parametrize("secret", [KEY.as_bytes(private=False), urlsafe_b64decode(str(KEY.as_dict()["x"]) + "=")])
def test_our_public_key_is_no_shared_secret(secret: bytes) -> None:
    content = _unsigned({"alg": "HS256", "typ": "at+jwt"}, GOOD)
    forged = content + _encoded(hmac.digest(secret, content[:-1], "sha256"))

    with pytest.raises(InvalidToken):
        verifier().verify(forged)


@pytest.mark.parametrize(
    "header",
    [
        {"jwk": OKPKey.generate_key("Ed25519").as_dict(private=False)},
        {"jku": "https://evil.example/keys"},
        {"kid": "../../etc/passwd"},
        {"alg": ["Ed25519"]},
        {"alg": None},
        {"alg": {"Ed25519": 1}},
        {"typ": ["at+jwt"]},
        {"crit": ["exp"]},
        {"b64": False, "crit": ["b64"]},
    ],
)
def test_a_header_never_chooses_the_key(header: dict[str, Any]) -> None:
    forged = _unsigned({"alg": "Ed25519", "typ": "at+jwt", **header}, GOOD) + b"A" * 86

    with pytest.raises(InvalidToken):
        verifier().verify(forged)


@given(st.binary(max_size=200))
def test_garbage_is_refused_and_nothing_else_happens(token: bytes) -> None:
    with pytest.raises(InvalidToken):
        verifier().verify(token)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_any_json_as_header_is_refused(header: Any) -> None:
    with pytest.raises(InvalidToken):
        verifier().verify(_unsigned(header, GOOD) + b"AAAA")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_changed_character_is_found(part: int) -> None:
    parts = signed().split(b".")
    parts[part] = (b"A" if parts[part][:1] != b"A" else b"B") + parts[part][1:]

    with pytest.raises(InvalidToken):
        verifier().verify(b".".join(parts))


def test_a_deeply_nested_or_endless_token_is_refused() -> None:
    for token in (b"A" * 20_000, _encoded(b"[" * 380) + b".e30.AAAA", b"." * 500):
        with pytest.raises(InvalidToken):
            verifier().verify(token)


def test_a_remembered_token_still_expires() -> None:
    clock = Clock()
    checks = verifier(clock)
    token = signed()
    assert checks.verify(token) == FAJAR

    clock.now = NOW + 600 + 60

    with pytest.raises(InvalidToken, match="expired"):
        checks.verify(token)


def test_only_so_many_tokens_are_remembered() -> None:
    checks = verifier(remembered=3)
    tokens = [signed(jti=str(n)) for n in range(5)]

    assert [FAJAR] * 10 == [checks.verify(token) for token in [*tokens, *tokens]]
    assert len(checks._known) == 3


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
    clock = Clock()
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


def _unsigned(header: Any, claims: Any) -> bytes:
    return _encoded(json.dumps(header).encode()) + b"." + _encoded(json.dumps(claims).encode()) + b"."


def _encoded(part: bytes) -> bytes:
    return urlsafe_b64encode(part).rstrip(b"=")
