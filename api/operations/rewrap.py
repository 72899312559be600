"""Wrap the keys of all permits by the present wrapping key, after it was changed: docs/keys.md."""

from pathlib import Path
from typing import Annotated

import typer

from api.operations.terminal import end_with_a_sentence
from application.installation import open_owner
from application.master_key import vault_of
from application.rewrapping import rewrap
from application.settings import read_settings


def command(
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database and its key are.")] = None,
    database_url: Annotated[str | None, typer.Option(help="The database (better as IZIN_DATABASE_URL).")] = None,
) -> None:
    """Wrap every key that another wraps. The office may run, and it may be tried again."""
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        vault = vault_of(settings)
        with open_owner(settings) as owner:
            wrapped = sum(rewrap(owner, vault))
    typer.echo(f"{wrapped} keys wrapped anew, all by {vault.present.hex()}")


if __name__ == "__main__":
    typer.run(command)
