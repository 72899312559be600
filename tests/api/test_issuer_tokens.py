"""Tokens of the office's provider: its keys come and go, it may be away, and nothing in a token chooses the key."""

import asyncio
import hmac
import json
import ssl
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from time import time
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from api.issuer_tokens import INTROSPECTED_SECONDS, IssuerTokens
from api.tokens import Identified, InvalidToken
from application.identity.key_ring import FRESH_SECONDS, GOOD_SECONDS, PAUSE_SECONDS, KeyRing
from application.identity.provider import Client, Provider
from application.identity.wire import MOST_BYTES, ProviderAway
from domain.actor import Caller, Role
from tests.api.issuer import AUDIENCE, Issuer, issuer, new_key
from tests.api.tiny import Clock

FAJAR = Caller(sub="fajar", name="Fajar Nugroho", roles=frozenset({Role.FRONT_OFFICE}))
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})


@pytest.fixture
def provider() -> Iterator[Issuer]:
    with issuer() as running:
        yield running


class Gate:
    """What checks tokens, with its clocks in our hand."""

    def __init__(self, provider: Issuer, *, introspects: bool = False, **options: Any) -> None:
        self.clock, self.ticks = Clock(time()), Clock(0)
        introspector = Client(id="izin", secret="s:e/cret") if introspects else None
        asked = Provider(provider.url, trust=ssl.create_default_context(), introspector=introspector, now=self.ticks)
        self.ring = KeyRing(asked.keys, now=self.ticks)
        chosen: dict[str, Any] = {"audience": AUDIENCE, "roles_claim": "roles", "longest_seconds": 600, **options}
        self._tokens = IssuerTokens(asked, self.ring, now=self.clock, **chosen)

    def identified(self, token: str | bytes) -> Identified:
        sent = token.encode() if isinstance(token, str) else token
        return asyncio.run(self._tokens.identify(sent))

    def caller(self, token: str | bytes) -> Caller:
        return self.identified(token).caller


@pytest.mark.parametrize("key", [new_key("ed"), RSA, ECKey.generate_key("P-256", {"kid": "ec"})], ids=lambda k: k.kid)
def test_a_token_signed_with_a_published_key_names_its_caller(provider: Issuer, key: Any) -> None:
    provider.keys = [new_key("other"), key]

    assert FAJAR == Gate(provider).caller(provider.token())


def test_keys_are_asked_for_once_and_tokens_are_remembered(provider: Issuer) -> None:
    gate = Gate(provider)
    token = provider.token()

    assert [FAJAR] * 3 == [gate.caller(each) for each in (token, token, provider.token())]
    assert 1 == provider.count("/keys")


def test_a_new_key_is_fetched_when_a_token_names_it_and_the_old_one_is_good_while_it_is_published(
    provider: Issuer,
) -> None:
    gate, before = Gate(provider), provider.token()
    gate.caller(provider.token())
    provider.keys.append(new_key("second"))
    gate.ticks.now += PAUSE_SECONDS

    assert [FAJAR, FAJAR] == [gate.caller(provider.token()), gate.caller(before)]
    assert 2 == provider.count("/keys")


def test_a_key_that_left_the_set_opens_nothing_more(provider: Issuer) -> None:
    gate, old = Gate(provider), provider.keys[0]
    gate.caller(provider.token())
    provider.keys = [new_key("second")]
    gate.ticks.now += FRESH_SECONDS + 1

    with pytest.raises(InvalidToken, match="does not publish"):
        gate.caller(provider.token(key=old))


def test_strangers_tokens_make_nobody_ask_the_provider_again_and_again(provider: Issuer) -> None:
    gate = Gate(provider)
    for n in range(20):
        with pytest.raises(InvalidToken):
            gate.caller(provider.token(key=new_key(f"made up {n}")))

    assert 1 == provider.count("/keys")


def test_a_token_without_kid_is_good_while_only_one_key_fits(provider: Issuer) -> None:
    provider.keys = [RSA, new_key("ed")]
    no_kid = {"kid": None}
    assert FAJAR == Gate(provider).caller(provider.token(header=no_kid))

    provider.keys.insert(0, new_key("another"))

    with pytest.raises(InvalidToken):
        Gate(provider).caller(provider.token(header=no_kid))


def test_while_the_provider_is_away_nobody_can_tell_and_soon_after_it_is_there_again_everybody_can(
    provider: Issuer,
) -> None:
    gate, token = Gate(provider), provider.token()
    provider.away = True
    for _ in range(3):
        with pytest.raises(ProviderAway):
            gate.caller(token)
    assert 1 == len(provider.asked)

    provider.away = False
    gate.ticks.now += PAUSE_SECONDS

    assert FAJAR == gate.caller(token)


def test_known_keys_outlast_an_absence_of_the_provider_but_not_for_ever(provider: Issuer) -> None:
    gate = Gate(provider)
    gate.caller(provider.token())
    provider.away = True

    gate.ticks.now += FRESH_SECONDS + 1
    assert FAJAR == gate.caller(provider.token())
    assert "answered 503" == asyncio.run(gate.ring.reached())

    gate.ticks.now += GOOD_SECONDS
    with pytest.raises(ProviderAway):
        gate.caller(provider.token())


def test_a_revoked_token_is_refused_within_half_a_minute_where_the_provider_can_be_asked(provider: Issuer) -> None:
    gate, token = Gate(provider, introspects=True), provider.token()
    assert [FAJAR, FAJAR] == [gate.caller(token), gate.caller(token)]
    assert 1 == provider.count("/introspection")

    provider.revoked.add(token)
    gate.clock.now += INTROSPECTED_SECONDS

    with pytest.raises(InvalidToken, match="revoked"):
        gate.caller(token)


def test_what_cannot_be_introspected_is_not_accepted(provider: Issuer) -> None:
    provider.published = {"introspection_endpoint": None}

    with pytest.raises(ProviderAway, match="introspection"):
        Gate(provider, introspects=True).caller(provider.token())


def test_a_provider_that_does_not_know_us_is_as_good_as_away(provider: Issuer) -> None:
    provider.published = {"introspection_endpoint": f"{provider.url}/elsewhere"}

    with pytest.raises(ProviderAway, match="introspect"):
        Gate(provider, introspects=True).caller(provider.token())


def test_a_token_that_nobody_could_revoke_must_not_live_long(provider: Issuer) -> None:
    long = provider.token(exp=int(time()) + 601)

    with pytest.raises(InvalidToken, match="lives longer"):
        Gate(provider).caller(long)

    assert FAJAR == Gate(provider, introspects=True).caller(long)


@pytest.mark.parametrize(
    ("claims", "where"),
    [
        ({"roles": None, "realm_access": {"roles": ["front_office"]}}, "realm_access.roles"),
        ({"roles": None, "https://izin.example/roles": ["front_office"]}, "https://izin.example/roles"),
    ],
)
def test_roles_are_where_the_office_says(provider: Issuer, claims: dict[str, Any], where: str) -> None:
    assert FAJAR == Gate(provider, roles_claim=where).caller(provider.token(**claims))


@pytest.mark.parametrize("claims", [{}, {"realm_access": ["roles"]}, {"realm_access": {"roles": "front_office"}}])
def test_roles_that_are_not_there_are_none(provider: Issuer, claims: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken, match="realm_access"):
        Gate(provider, roles_claim="realm_access.roles").caller(provider.token(**claims))


def test_a_machine_is_called_as_the_provider_calls_it(provider: Issuer) -> None:
    found = Gate(provider).caller(provider.token(name=None, sub="svc-1", client_id="loket-mandiri"))

    assert replace(FAJAR, sub="svc-1", name="loket-mandiri") == found


@pytest.mark.parametrize(
    ("scope", "confined"),
    [
        (None, None),
        ("openid profile", None),
        (["izin:applications:read"], None),
        ("openid izin:applications:read", frozenset({"izin:applications:read"})),
    ],
)
def test_a_token_is_confined_to_the_scopes_of_ours_that_it_names(
    provider: Issuer, scope: Any, confined: frozenset[str] | None
) -> None:
    assert confined == Gate(provider).identified(provider.token(scope=scope)).scopes


def confusions() -> dict[str, Any]:
    """Return, by name, what makes a token out of a provider that must open nothing."""
    return {
        "alg none": lambda it: it.token(header={"alg": "none"}, key=OctKey.generate_key(256)).rpartition(".")[0] + ".",
        "HS256 with the public key": lambda it: _shared(it, RSA.as_pem(private=False)),
        "another's key under a known kid": lambda it: it.token(key=new_key("first")),
        "an algorithm of another key": lambda it: it.token(key=RSA, header={"kid": "first"}),
        "a kid that is a path": lambda it: it.token(header={"kid": "../../../dev/null"}),
        "a kid that is SQL": lambda it: it.token(header={"kid": "first' OR '1'='1"}),
        "a kid that is a list": lambda it: _bent(it, {"kid": ["first"]}),
        "a jku of somebody else": lambda it: it.token(key=new_key("x"), header={"jku": "https://evil.example/keys"}),
        "an x5u of somebody else": lambda it: it.token(key=new_key("x"), header={"x5u": "https://evil.example/c"}),
        "a key of its own": lambda it: it.token(key=(key := new_key("x")), header={"jwk": key.as_dict(private=False)}),
        "a critical extension": lambda it: _bent(it, {"crit": ["exp"], "exp": 1}),
        "an ID token": lambda it: it.token(header={"typ": "JWT"}),
        "no type": lambda it: it.token(header={"typ": None}),
        "a logout token": lambda it: it.token(header={"typ": "logout+jwt"}),
        "another audience": lambda it: it.token(aud="another-api"),
        "another issuer": lambda it: it.token(iss="https://login.evil.example"),
        "an issuer that begins like ours": lambda it: it.token(iss=f"{it.url}.evil.example"),
        "no issuer": lambda it: it.token(iss=None),
        "expired": lambda it: it.token(exp=int(time()) - 61),
        "not yet": lambda it: it.token(nbf=int(time()) + 90),
        "issued tomorrow": lambda it: it.token(iat=int(time()) + 86_400, exp=int(time()) + 86_500),
        "without end": lambda it: it.token(exp=None),
        "huge": lambda it: it.token(name="x" * 20_000),
        "five parts": lambda it: it.token() + ".e30.e30",
        "claims that are a list": lambda _: "eyJhbGciOiJFZDI1NTE5In0.W10.AA",
        "no token": lambda _: "",
    }


def _bent(provider: Issuer, header: dict[str, Any]) -> str:
    """Return a token whose header was changed after it was signed: a library that looks first would stumble."""
    return f"{_head({'alg': 'Ed25519', 'kid': 'first', **header})}.{provider.token().partition('.')[2]}"


def _shared(provider: Issuer, secret: bytes) -> str:
    content = f"{_head({'alg': 'HS256', 'kid': 'rsa'})}.{provider.token().split('.')[1]}"
    return f"{content}.{_encoded(hmac.digest(secret, content.encode(), 'sha256'))}"


def _head(header: dict[str, Any]) -> str:
    return _encoded(json.dumps({"typ": "at+jwt", **header}).encode())


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


@pytest.mark.parametrize("name", confusions())
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_token_that_is_not_what_it_seems_opens_nothing(provider: Issuer, name: str) -> None:
    provider.keys = [RSA, new_key("first")]
    gate = Gate(provider)

    with pytest.raises(InvalidToken):
        gate.caller(confusions()[name](provider))

    assert FAJAR == gate.caller(provider.token())
    assert {"/.well-known/openid-configuration", "/keys"} >= set(provider.asked)


@pytest.mark.parametrize(
    "published",
    [
        {"issuer": "https://login.evil.example"},
        {"jwks_uri": None},
        {"jwks_uri": 7},
        {"jwks_uri": "http://login.evil.example/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://10.0.0.1/keys"},
        {"much": "x" * MOST_BYTES},
    ],
    ids=str,
)
def test_a_provider_that_publishes_nonsense_is_as_good_as_away(provider: Issuer, published: dict[str, Any]) -> None:
    provider.published = published

    with pytest.raises(ProviderAway):
        Gate(provider).caller(provider.token())


def test_keys_that_cannot_verify_are_left_out(provider: Issuer) -> None:
    good = provider.keys[0].as_dict(private=False)
    bad = [
        7,
        {},
        {**good, "use": "enc"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "first"},
        {**good, "x": "AA"},
        RSAKey.generate_key(2048, {"kid": "private"}).as_dict(private=True),
        {"kty": "RSA", "kid": "short", "n": "sXch", "e": "AQAB"},
    ]

    async def keys() -> list[Any]:
        return [*(each for each in bad if isinstance(each, dict)), good]

    ring = KeyRing(keys)
    assert "first" == asyncio.run(ring.key("first", "Ed25519")).kid
    assert 1 == len(ring._keys)
