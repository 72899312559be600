"""Addresses that others choose, taken apart: which of them may be called at all.

Server-side request forgery (OWASP ASVS 5.0, 1.3.6 and 13.2.4): what is called from here must be on the public internet,
or be named by whoever runs this. Everything that is not known to be harmless is refused.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from domain.refusals import Sentence

IPAddress = IPv4Address | IPv6Address

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_URL = 2_000
_URL = re.compile(r"[\x21-\x7e]+")
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_ENDS_IN_A_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")

# IANA special-purpose address registries (RFC 6890), by hand: what the standard library calls global has changed with
# its versions. Of IPv6 only global unicast passes, which leaves out mapped and NAT64 forms of IPv4 addresses.
_CLOSED_4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local; where clouds keep their metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",
    )
)


class Forbidden(ValueError):
    """This address may not be called; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`hosts`: only these, where there are any. `localhost`: also this very machine, even unencrypted, on any port."""

    hosts: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset({443})
    localhost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address taken apart: what is connected to is put together from these parts, and read by nobody else."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_local(self) -> bool:
        return self.host in LOCAL_NAMES

    @property
    def authority(self) -> str:
        """What the server is called in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL_PORT[self.scheme] else f"{host}:{self.port}"

    def at(self, address: IPAddress) -> str:
        """Return the URL that leads to `address` and no other."""
        host = f"[{address}]" if address.version == 6 else str(address)
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def is_public(address: IPAddress) -> bool:
    """Return whether anybody on the internet could be reached there."""
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _CLOSED_4)
    return address in _OPEN_6 and not any(address in net for net in _CLOSED_6)


def target_of(url: str, policy: Policy) -> Target:
    """Return `url` taken apart, or raise `Forbidden`. Where its name leads is not looked at yet."""
    if _URL.fullmatch(url) is None or "\\" in url or len(url) > _LONGEST_URL:
        raise Forbidden(NOT_A_URL)
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        raise Forbidden(NOT_A_URL) from None
    if parts.scheme not in _USUAL_PORT or not host or ("[" in parts.netloc and ":" not in host):
        raise Forbidden(NOT_A_URL)
    if "@" in parts.netloc or parts.fragment or "#" in url:
        raise Forbidden(NO_CREDENTIALS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = _USUAL_PORT[parts.scheme] if port is None else port
    target = Target(scheme=parts.scheme, host=_host(host), port=port, path=path)
    _require(target, policy)
    return target


def _host(host: str) -> str:
    """Numbers that only some programs take for an address (2130706433, 0x7f.1, 127.1) are no names."""
    literal = _literal(host)
    if literal is not None:
        return str(literal)
    if len(host) > 253 or _NAME.fullmatch(host) is None or _ENDS_IN_A_NUMBER.fullmatch(host):
        raise Forbidden(NOT_A_URL)
    return host


def _literal(host: str) -> IPAddress | None:
    if "%" in host:  # a zone: it means something on one machine only
        return None
    try:
        return ip_address(host)
    except ValueError:
        return None


def _require(target: Target, policy: Policy) -> None:
    if target.is_local and policy.localhost:
        return
    if target.scheme != "https":
        raise Forbidden(ONLY_HTTPS)
    if target.port not in policy.ports:
        raise Forbidden(NOT_THIS_PORT)
    if policy.hosts and target.host not in policy.hosts:
        raise Forbidden(NOT_THIS_HOST)
    literal = _literal(target.host)
    if target.is_local or target.host.endswith(".localhost") or (literal is not None and not is_public(literal)):
        raise Forbidden(NOT_PUBLIC)


_USUAL_PORT = {"https": 443, "http": 80}
NOT_A_URL = Sentence(
    "Alamat ini bukan URL yang sah: https://nama/…, nama internasional ditulis dalam punycode.",
    "This is not a valid URL: https://name/…, with international names in punycode.",
)
NO_CREDENTIALS = Sentence(
    "Alamat tidak boleh memuat nama pengguna, kata sandi, atau fragmen.",
    "The address may contain neither user, password nor fragment.",
)
ONLY_HTTPS = Sentence("Hanya alamat https yang dapat dipanggil.", "Only https addresses can be called.")
NOT_THIS_PORT = Sentence("Port ini tidak diizinkan.", "This port is not allowed.")
NOT_THIS_HOST = Sentence(
    "Nama ini tidak ada dalam daftar tujuan yang diizinkan.", "This name is not among those that may be called."
)
NOT_PUBLIC = Sentence("Alamat ini tidak berada di internet umum.", "This address is not on the public internet.")
