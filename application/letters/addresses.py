"""Mail addresses: read strictly, written so that nothing in a name can become another header or recipient."""

import re
from email.headerregistry import Address

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)
_NAMED = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>\s*")


class BadAddress(ValueError):
    """This is no address that mail can be sent to. The message does not repeat it: it may be somebody's."""


def address(spec: str, name: str = "") -> Address:
    """Return the address `local@domain` of somebody called `name`, or raise `BadAddress`."""
    local, at, domain = spec.strip().rpartition("@")
    if not (local and at) or "@" in local or _SPACE.search(local) or len(local) > 64:
        raise BadAddress("not an address of the form name@domain")
    return Address(display_name=one_line(name), username=local, domain=_ascii_domain(domain))


def named_address(text: str) -> Address:
    """Return the address of `Name <local@domain>`, or of `local@domain` alone; raise `BadAddress`."""
    named = _NAMED.fullmatch(text)
    if named is None:
        return address(text)
    return address(named["address"], named["name"].strip('" '))


def one_line(text: str) -> str:
    """Return `text` as it may stand in a header: a line break would begin the next one."""
    return _SPACE.sub(" ", text).strip()


def _ascii_domain(domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadAddress("the domain of the address is not one") from None
    if _DOMAIN.fullmatch(ascii_domain) is None:
        raise BadAddress("the domain of the address is not one")
    return ascii_domain
