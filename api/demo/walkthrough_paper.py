"""The decree at the end of the walk: written down here, and held against what the API says of it."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from api.demo.walkthrough_client import Server
from api.demo.walkthrough_steps import Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """`application`: its registration number. `code`: in its QR. `intact`: its signature holds, whoever is trusted."""

    application: str
    number: str
    code: str
    path: str
    sha256: str
    sha256_matches: bool
    intact: bool
    signer: str | None

    @property
    def is_good(self) -> bool:
        return self.sha256_matches and self.intact


def fetch_decree(walk: Walk, server: Server, directory: Path) -> Paper:
    """Write the signed PDF into `directory` and return what was found; raise `Unexpected` or `OSError`."""
    from api.papers.decree_check import check_decree  # noqa: PLC0415 - a second of imports that only the end needs

    pdf, decree = server.download(walk.person, f"{walk.path}/decree.pdf"), walk.permit["decree"]
    path = directory / f"SK-{decree['number'].replace('/', '-')}.pdf"
    path.write_bytes(pdf)
    digest, seal = sha256(pdf).hexdigest(), check_decree(pdf)
    return Paper(
        application=walk.permit["number"],
        number=decree["number"],
        code=decree["code"],
        path=str(path),
        sha256=digest,
        sha256_matches=digest == decree["document_sha256"],
        intact=seal.intact,
        signer=seal.signer,
    )
