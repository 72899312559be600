"""A decree as lines of text, in the order in which it is read: what two drafts are compared by."""

from collections.abc import Iterator

from domain.decree import DecreeContent, Dictum


def decree_lines(content: DecreeContent) -> tuple[str, ...]:
    """Return every word that the draft says of its own, a line for each paragraph or item."""
    return (
        content.title,
        content.subject,
        content.authority,
        *content.considering,
        *content.legal_basis,
        *content.noting,
        content.decision,
        *(line for clause in content.dictum for line in _clause(clause)),
        *content.copies,
    )


def _clause(clause: Dictum) -> Iterator[str]:
    yield clause.text
    for label, value in clause.particulars:
        yield f"{label}: {value}"
    yield from clause.items
