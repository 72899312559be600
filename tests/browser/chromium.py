"""Debian's own chromium before the product on a port of this machine, as a reader would have it."""

import shutil
import socket
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright
from uvicorn import Config, Server

from tests.api.product import Product

PROGRAM = shutil.which("chromium") or "chromium: apt install chromium"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
)


@contextmanager
def answering(product: Product) -> Generator[str]:
    """Yield the address at which the product answers; it is the same one that tests ask without a port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = Server(Config(product.app, lifespan="off", log_config=None, log_level="critical"))
        running = product.start(server.serve, [listening])
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True  # a browser may keep a connection open
            running.result(10)


@contextmanager
def chromium() -> Generator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def signed_in(product: Product, role: str) -> Mapping[str, str]:
    return dict(product.person(role).headers)
