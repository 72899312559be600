"""A token that is not exactly ours names nobody, and none names the system."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from api.demo.identity import AUDIENCE, ISSUER
from api.tokens import InvalidToken, TokenVerifier
from domain.actor import Caller, Role
from tests.api.tiny import Clock

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


def verifier(clock: Clock | None = None, **options: Any) -> TokenVerifier:
    public = OKPKey.import_key(KEY.as_dict(private=False))
    return TokenVerifier(public, issuer=ISSUER, audience=AUDIENCE, now=clock or Clock(NOW), **options)


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


@pytest.mark.parametrize(
    "secret", [KEY.as_bytes(private=False), urlsafe_b64decode(str(KEY.as_dict()["x"]) + "=")], ids=["pem", "raw"]
)
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
    clock = Clock(NOW)
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
    assert len(checks.memory.known) == 3


def _unsigned(header: Any, claims: Any) -> bytes:
    return _encoded(json.dumps(header).encode()) + b"." + _encoded(json.dumps(claims).encode()) + b"."


def _encoded(part: bytes) -> bytes:
    return urlsafe_b64encode(part).rstrip(b"=")
