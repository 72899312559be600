"""The product without its access log: what a bench holds the real one against, and what nobody else ever runs."""

import typer
from fastapi import FastAPI

import api.serve
from api.access.layer import AccessLayer
from api.app import create_app
from application.installation import Databases
from application.settings import Settings


def unlogged(settings: Settings, databases: Databases, url: str) -> FastAPI:
    app = create_app(settings, databases, url)
    ours = AccessLayer.__name__
    app.user_middleware = [layer for layer in app.user_middleware if getattr(layer.cls, "__name__", "") != ours]
    return app


if __name__ == "__main__":
    api.serve._create_app = unlogged
    typer.run(api.serve.serve)
