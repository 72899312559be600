"""Before a signature: has whoever signs signed in strongly enough, and lately (RFC 9470, step-up authentication)?"""

from time import time

from starlette.types import Scope

from api.office import Office
from api.problems import texts_identity
from api.problems.problems import Problem
from api.security import CHALLENGE, signed_in_of
from application.identity.signed_in import Demanded
from application.settings import Settings

AGAIN = "/login?for=signature"


def demanded_of(settings: Settings) -> Demanded:
    return Demanded(acrs=tuple((settings.oidc_signing_acr or "").split()), max_age=settings.oidc_signing_seconds)


def require_signer(scope: Scope, office: Office) -> None:
    """Raise a 401 problem unless the sign-in behind this request is good enough for a signature."""
    demanded = demanded_of(office.settings)
    if demanded.met_by(signed_in_of(scope), time()):
        return
    asked = demanded.parameters
    # RFC 9470, 3. The description is ASCII, so it is the English sentence whatever the reader's language.
    parts = {
        "error": "insufficient_user_authentication",
        "error_description": texts_identity.INSUFFICIENT_AUTHENTICATION.meaning.en,
        **asked,
    }
    challenge = ", ".join([CHALLENGE, *(f'{name}="{value}"' for name, value in parts.items())])
    raise Problem(
        texts_identity.INSUFFICIENT_AUTHENTICATION,
        headers={"WWW-Authenticate": challenge},
        members={**asked, "sign_in": AGAIN},
    )
