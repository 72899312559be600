"""Who stands before the door, and whose scripts may knock: words with commas between, each of them checked."""

import re
from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator

from application.letters.mail_settings import Words

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")


def _addresses(words: tuple[str, ...]) -> tuple[str, ...]:
    """A wildcard would believe whatever a stranger writes, and a name would silently be nobody's."""
    for each in words:
        try:
            ip_network(each)
        except ValueError:
            raise ValueError(f"{each} is neither an address nor a network, such as 10.0.0.0/8") from None
    return words


def _origins(words: tuple[str, ...]) -> tuple[str, ...]:
    for each in words:
        if _ORIGIN.fullmatch(each) is None:
            raise ValueError(f"{each} is no origin, such as https://portal.example, without a path")
    return words


Proxies = Annotated[Words, AfterValidator(_addresses)]
Origins = Annotated[Words, AfterValidator(_origins)]
