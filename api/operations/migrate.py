"""Apply the migrations, or say which are missing."""

from pathlib import Path
from typing import Annotated

import typer

from api.operations.terminal import end_with_a_sentence
from application.installation import admit_login, open_owner
from application.postgres.migrations import migrate, pending
from application.settings import read_settings


def command(
    data_dir: Annotated[Path | None, typer.Option(help="Where the private database is.")] = None,
    database_url: Annotated[str | None, typer.Option(help="Login of the owner (better as IZIN_DATABASE_URL).")] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; status 1 if any is missing.")] = False,
) -> None:
    """Apply what is missing, each file in a transaction of its own."""
    with end_with_a_sentence():
        settings = read_settings(data_dir=data_dir and data_dir.resolve(), database_url=database_url)
        with open_owner(settings) as owner:
            names = pending(owner) if check else migrate(owner)
            if not check:
                admit_login(settings, owner)
    typer.echo("\n".join(names) or "Nothing to do: every migration is applied.")
    raise typer.Exit(1 if check and names else 0)


if __name__ == "__main__":
    typer.run(command)
