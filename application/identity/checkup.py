"""Who signs people in, and how old every key is, for scripts/doctor."""

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from application.finding import Finding, fail, ok, warn
from application.identity.provider import Metadata, Provider
from application.identity.wire import Json, ProviderAway, ProviderRefuses
from application.master_key import key_file
from application.settings import Settings

# NIST SP 800-57 part 1, 5.3.6 puts one to three years on keys that sign or wrap.
OLD_DAYS = 730
_SHORT_SECONDS = 60  # what was revoked should be over within a minute


def identity_findings(settings: Settings, trust: ssl.SSLContext) -> Iterator[Finding]:
    """Yield who signs people in, and whether they answer."""
    if settings.demo:
        yield warn("identity", "anybody may become anybody (demo)", "for trying out only")
        return
    if settings.oidc_issuer is None:
        cure = "set IZIN_OIDC_ISSUER; until then scripts/doctor --break-glass lets one administrator in"
        yield fail("identity", "nobody can sign in", cure)
        return
    try:
        metadata, keys = asyncio.run(_published(Provider(str(settings.oidc_issuer), trust=trust)))
    except (ProviderAway, ProviderRefuses) as away:
        yield fail("identity", f"{settings.oidc_issuer}: {away}", "see that the provider runs and is reached from here")
        return
    yield ok("identity", f"{metadata.issuer} answers, {len(keys)} keys")
    yield from _pages(settings, metadata)
    yield from _revocation(settings, metadata)


def key_findings(settings: Settings, today: date) -> Iterator[Finding]:
    """Yield the age of each key that lies in a file; the sealer's and the signer's have findings of their own."""
    for about, file, how in _key_files(settings):
        days = (today - datetime.fromtimestamp(file.stat().st_mtime, UTC).date()).days
        says = f"{file.name}, {days} days old"
        if file.stat().st_mode & 0o077 and "PUBLIC" not in file.read_text("utf-8", "replace")[:30]:
            yield fail(about, f"{file} can be read by others", f"chmod 600 {file}")
        elif days > OLD_DAYS:
            yield warn(about, says, how)
        else:
            yield ok(about, says)


async def _published(provider: Provider) -> tuple[Metadata, list[Json]]:
    return await provider.metadata(), await provider.keys()


def _pages(settings: Settings, metadata: Metadata) -> Iterator[Finding]:
    if settings.oidc_client_id is None:
        yield warn("identity", "people cannot sign in to the pages", "set IZIN_OIDC_CLIENT_ID")
    elif metadata.authorization_endpoint is None or metadata.token_endpoint is None:
        yield fail("identity", "the provider offers no code flow", "the pages need one that does")
    if settings.public_url is None:
        yield warn("identity", "the provider cannot send people back", "set IZIN_PUBLIC_URL")


def _revocation(settings: Settings, metadata: Metadata) -> Iterator[Finding]:
    if settings.oidc_introspection is not None:
        if metadata.introspection_endpoint is None:
            yield fail("identity", "the provider cannot be asked about tokens", "unset IZIN_OIDC_INTROSPECTION")
        else:
            yield ok("identity", "revoked tokens are over within 30 s")
    elif settings.oidc_token_seconds > _SHORT_SECONDS:
        says = f"a revoked token is good for up to {settings.oidc_token_seconds} s"
        yield warn("identity", says, "set IZIN_OIDC_INTROSPECTION, or let tokens live for a minute")


def _key_files(settings: Settings) -> Iterator[tuple[str, Path, str]]:
    """Yield what, where, and how it is renewed without downtime."""
    master = key_file(settings.data_dir)
    if settings.master_key is None and master.exists():
        yield "master key", master, "keep it: what it wraps cannot be read without it; guard its copies"
    demo = settings.data_dir / "demo-issuer.key"
    if settings.demo and demo.exists():
        yield "demo key", demo, "remove it and start again"
    codes = settings.qr_keys or settings.data_dir / "qr-keys"
    for file in sorted(codes.glob("*.pem")):
        yield "QR key", file, "put a new one beside it with a later name; both are published"
