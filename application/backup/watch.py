"""Who wants to see how far it is."""

from collections.abc import Callable, Iterator

Watch = Callable[[str, int, int | None], None]
"""Is told what is being done, how much of it is done, and how much there is, if that is known."""


def watched(chunks: Iterator[bytes], watch: Watch, what: str, total: int | None = None) -> Iterator[bytes]:
    """Yield the chunks, and tell how many bytes have passed."""
    passed = 0
    for chunk in chunks:
        yield chunk
        passed += len(chunk)
        watch(what, passed, total)
