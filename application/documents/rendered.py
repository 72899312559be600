"""A rendered paper and the place on it that the visible signature takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBox:
    """A rectangle in PDF points from the lower left corner, on page `page` counted from 0."""

    page: int
    left: int
    bottom: int
    right: int
    top: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """An unsigned paper; the same facts give the same bytes."""

    pdf: bytes
    signature: SignatureBox
