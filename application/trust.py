"""By whom the servers that we call must be vouched for: the system's authorities and the office's own."""

import ssl

from application.settings import BadSettings, Settings


def trust_of(settings: Settings) -> ssl.SSLContext:
    """Return whom we trust, or raise BadSettings."""
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        try:
            context.load_verify_locations(settings.ca_file)
        except (OSError, ssl.SSLError):
            raise BadSettings(f"IZIN_CA_FILE: {settings.ca_file} holds no certificates that can be read.") from None
    return context
