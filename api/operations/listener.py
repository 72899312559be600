"""The address a server listens on, taken before anything else is started, so that a busy port costs nothing."""

import socket


class PortTaken(Exception):
    """The address cannot be listened on."""


def listen(host: str, port: int) -> socket.socket:
    """Return a bound socket (port 0: any free one), or raise PortTaken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise PortTaken(f"Cannot listen on {host} ({error.strerror}): choose another with --host.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Cannot listen on {host}:{port} ({error.strerror}): stop what uses it, or choose another with --port."
        ) from error
    return listener


def address(host: str, listener: socket.socket) -> str:
    """Return the URL that a browser on this machine can open."""
    everywhere = host in {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound
    shown = "127.0.0.1" if everywhere else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"
