"""What was to be forgotten is forgotten in a restored office too, as far as the keys at hand still tell of it."""

from datetime import timedelta

from application.archive.archive import Archive
from application.backup.target import Target
from application.erasure.forgetting import Forgetting, open_forgetting
from application.erasure.forgotten import Forgotten
from application.letters.mailbox import Mailbox
from application.permits_on_postgres import open_permits
from application.postgres.database import APP, as_role
from application.rulebook import load_rulebook
from application.subkeys import subkeys
from application.uploads.register import upload_register
from application.vault import Vault


async def finish_forgetting(target: Target, vault: Vault, master: bytes) -> None:
    """Destroy every key that the log says is gone, its uploads and, nobody being at work, at once their papers."""
    app, book = as_role(target.url, APP), load_rulebook()
    archive = Archive(target.store) if target.store is not None else None
    if archive is None:
        return  # the papers are where they were, and so the office does all of it when it starts
    async with (
        open_permits(target.url, vault=vault, book=lambda: book, readers=1) as permits,
        upload_register(app, archive, subkeys(master)) as uploads,
    ):
        mailbox = Mailbox(target.home / "mailbox")

        def make(forgotten: Forgotten) -> Forgetting:
            return Forgetting(forgotten, permits, uploads, archive, mailbox)

        async with open_forgetting(app, make, follow=False) as forgetting:
            await forgetting.finish_all()
            for _ in range(2):  # who could name a paper anew, and then the paper
                await forgetting.sweep(grace=timedelta())
