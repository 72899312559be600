"""Whether decrees can be signed, for scripts/doctor: who signs, how long yet, and whether everybody answers.

Nothing is signed and no passphrase is asked for; a time stamp is.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from cryptography import x509

from application.finding import Finding, fail, ok, warn
from application.settings import BadSettings, Settings
from application.signing.choice import Bsre, Choice, Demo, KeyFile, Stamps, Token, signing_choice
from application.signing.port import CertificateRefused, Signer, SigningFailed
from domain.papers import Force

ENOUGH_NOTICE = timedelta(days=60)  # renewing a certificate at the authority takes weeks
LOCAL = ("127.0.0.1", "localhost", "[::1]")


def signing_findings(settings: Settings, today: date) -> Iterator[Finding]:
    """Yield what is found of the signer that the settings choose."""
    try:
        choice = signing_choice(settings)
    except BadSettings as error:
        yield fail("signature", str(error), "without a signer no decree can be issued")
        return
    yield _who(choice)
    if isinstance(choice, Demo):
        return
    for certificate in (*choice.chain.roots, *choice.chain.others):
        yield from _soon_over(certificate, today)
    yield from _signer(choice, today)
    if choice.stamps is not None:
        yield _stamps(choice.stamps)


def _who(choice: Choice) -> Finding:
    if isinstance(choice, Demo):
        return warn("signature", "trial certificate: decrees have no legal force", "choose a signer: IZIN_SIGNING")
    if choice.force is Force.SIMULATED:
        says = f"{_described(choice)}, on trial: decrees have no legal force"
        return warn("signature", says, "remove IZIN_SIGNING_TRIAL")
    return ok("signature", _described(choice))


def _described(choice: KeyFile | Token | Bsre) -> str:
    match choice:
        case KeyFile():
            return f"key file {choice.key}"
        case Token():
            return f"key {choice.key} on the token {choice.token}"
        case Bsre():
            return f"e-sign client service of BSrE ({choice.api}) at {choice.url}"


def _signer(choice: KeyFile | Token | Bsre, today: date) -> Iterator[Finding]:
    from application.signing.office import office_signer  # noqa: PLC0415 - two seconds of imports

    signer = office_signer(choice)
    match choice:
        case KeyFile():
            yield from _key(choice)
            yield from _certificate(choice, choice.certificate, today)
        case Token():
            yield from _token(choice, signer, today)
        case Bsre():
            yield from _service(choice)


def _key(choice: KeyFile) -> Iterator[Finding]:
    if choice.key.stat().st_mode & 0o077:
        yield fail("signing key", f"{choice.key} can be read by others", f"chmod 600 {choice.key}")


def _token(choice: Token, signer: Signer, today: date) -> Iterator[Finding]:
    from application.signing.token import TokenSigner  # noqa: PLC0415 - the same

    assert isinstance(signer, TokenSigner), "that is the signer of a token"
    try:
        found = signer.certificate_on_token()
    except (CertificateRefused, SigningFailed) as error:
        yield fail("token", str(error), "see that it is plugged in, and that the labels are right")
        return
    yield from _certificate(choice, x509.load_der_x509_certificate(found.dump()), today)


def _service(choice: Bsre) -> Iterator[Finding]:
    if not choice.url.startswith("https:") and not any(f"//{host}" in choice.url for host in LOCAL):
        yield warn("signing service", f"{choice.url} is not https: passphrases can be overheard", "give it TLS")
    if not choice.chain.roots:
        yield warn(
            "signing service",
            "its root is not known: whose a signature is is not checked, and the sentence of BSrE is not printed",
            "IZIN_SIGNING_ROOT",
        )
    yield from _registered(choice)


def _registered(choice: Bsre) -> Iterator[Finding]:
    from application.signing.office import bsre_client  # noqa: PLC0415 - two seconds of imports

    client = bsre_client(choice)
    for account, signer in choice.signers.items():
        try:
            client.require_registered(signer)
        except CertificateRefused as error:
            yield fail("signer", f"{account}: {error}", "ask the agency's coordinator of electronic signatures")
        except SigningFailed as error:
            yield fail("signing service", str(error), "see that it runs, and that its address and login are right")
            return
        else:
            yield ok("signer", f"{account} is registered at the service")


def _certificate(choice: KeyFile | Token, certificate: x509.Certificate, today: date) -> Iterator[Finding]:
    """The signer's: how long it lasts, and whether the authority still stands by it."""
    late = list(_soon_over(certificate, today))
    yield from late
    if not late:
        until = certificate.not_valid_after_utc.date()
        days = (until - today).days
        yield ok("certificate", f"{_name(certificate)}, until {until} ({days} days)")
    yield _standing(choice, certificate)


def _soon_over(certificate: x509.Certificate, today: date) -> Iterator[Finding]:
    name, until = _name(certificate), certificate.not_valid_after_utc.date()
    if today > until:
        yield fail("certificate", f"{name} has expired on {until}", "nothing can be signed: have it renewed")
    elif certificate.not_valid_before_utc.date() > today:
        yield fail("certificate", f"{name} begins on {certificate.not_valid_before_utc.date()}", "wait, or ask for it")
    elif until - today < ENOUGH_NOTICE:
        yield warn("certificate", f"{name} ends on {until}, in {(until - today).days} days", "have it renewed")


def _standing(choice: KeyFile | Token, certificate: x509.Certificate) -> Finding:
    from application.signing.office import asn1, trust_of  # noqa: PLC0415 - two seconds of imports
    from application.signing.trust import require_fit  # noqa: PLC0415 - the same

    try:
        require_fit(asn1(certificate), trust_of(choice.chain).context())
    except CertificateRefused as error:
        return fail("certificate", f"{error.why}: {error}", "nothing can be signed with it")
    except SigningFailed as error:
        return fail("revocation data", str(error), "without them nothing is signed: let them be fetched")
    return ok("revocation data", "fetched: the certificate leads to the root and is not revoked")


def _stamps(stamps: Stamps) -> Finding:
    from application.signing.stamping import one_stamp  # noqa: PLC0415 - two seconds of imports

    try:
        one_stamp(stamps)
    except SigningFailed as error:
        return fail("time stamps", str(error), "without them nothing is signed: see that the server is reached")
    return ok("time stamps", stamps.url)


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()
