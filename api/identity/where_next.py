"""Where somebody goes who has signed in: to a page of ours, whatever the address says that they came with."""

from urllib.parse import urlsplit

HOME = "/"
_LONGEST = 500


def where_next(asked: str | None) -> str:
    """Return `asked` if it is a path on this host, else the first page.

    Browsers read a backslash as a slash and drop tabs and line feeds: what looks like a path may be another host.
    """
    if not asked or len(asked) > _LONGEST or not asked.isascii() or not asked.isprintable():
        return HOME
    if not asked.startswith("/") or asked.startswith("//") or "\\" in asked or " " in asked:
        return HOME
    try:
        parts = urlsplit(asked)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else asked
