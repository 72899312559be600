"""The e-sign client service of BSrE, as it answers and as it fails; and what of its answers is taken for a decree."""

import traceback
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import TracebackType

import pikepdf
import pytest
from PIL import Image, ImageChops

from application.documents.stamp import Stamp
from application.documents.stamp_image import draw_stamp
from application.settings import Settings
from application.signing.choice import Bsre as Choice
from application.signing.choice import signing_choice
from application.signing.office import trust_of
from application.signing.port import (
    CertificateRefused,
    OutcomeUnknown,
    Passphrase,
    SignerUnreachable,
    SigningFailed,
    Unfit,
    WrongPassphrase,
)
from application.signing.trust import verify
from domain.papers import Force
from tests.application.bsre_simulator import NIK, PASSPHRASE, Bsre
from tests.application.office_pki import OfficePki
from tests.application.signers import OFFICIAL, PAPER, STATEMENT, bsre_settings, signed_by, signer_of
from tests.application.site import Answer, Site, site

BOTH = pytest.mark.parametrize("api", ["v1", "v2"])


@pytest.fixture(scope="module")
def here() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture(scope="module")
def pki(here: Site, tmp_path_factory: pytest.TempPathFactory) -> OfficePki:
    return OfficePki(tmp_path_factory.mktemp("bsre"), here)


@pytest.fixture
def service(pki: OfficePki) -> Bsre:
    return Bsre(pki)


@BOTH
def test_the_service_signs_and_leads_to_its_root(service: Bsre, api: str) -> None:
    signed = signed_by(signer_of(bsre_settings(service, api)), PASSPHRASE)

    assert [signed.pdf] == service.signed
    assert "PAdES-B-T" == signed.level
    assert f"{service.pki.official.certificate.serial_number:x}" == signed.certificate.serial


@BOTH
def test_a_time_stamp_of_the_office_makes_its_signature_last(service: Bsre, api: str) -> None:
    settings = bsre_settings(service, api, stamps=True)
    signed = signed_by(signer_of(settings), PASSPHRASE)

    choice = signing_choice(Settings(**settings))
    assert isinstance(choice, Choice)
    verify(signed.pdf, trust_of(choice.chain))
    assert "PAdES-B-LTA" == signed.level
    assert signed.pdf.startswith(service.signed[0])


@BOTH
def test_the_level_is_the_one_that_the_service_gave(service: Bsre, api: str) -> None:
    service.time_stamped = False

    assert "PAdES-B-B" == signed_by(signer_of(bsre_settings(service, api)), PASSPHRASE).level


@BOTH
def test_our_block_is_a_picture_where_we_left_room_for_it(service: Bsre, api: str) -> None:
    signed = signed_by(signer_of(bsre_settings(service, api)), PASSPHRASE)

    (order,), box = service.orders, PAPER.signature
    assert (box.page + 1, (box.left, box.bottom, box.right, box.top)) == (
        order["page"],
        tuple(round(each) for each in order["box"]),
    )
    with Image.open(BytesIO(order["picture"])) as picture:
        assert picture.width / picture.height == pytest.approx((box.right - box.left) / (box.top - box.bottom))
        assert "RGB" == picture.mode  # nothing shines through: PDF/A
    with pikepdf.open(BytesIO(signed.pdf)) as document:
        assert 1 == len(document.pages[box.page]["/Annots"])


def test_a_long_name_is_broken_and_fits_into_the_picture() -> None:
    name = "Prof. Dr. Ir. H. Muhammad Abdurrahman Al-Banjari Kusumawijaya, S.H., S.E., M.Si., M.H., Ph.D. " * 2
    stamp = Stamp(opening="Ditandatangani secara elektronik oleh:", name=name, closing=("a", "b"), width=190, height=70)

    with Image.open(BytesIO(draw_stamp(stamp))) as picture:
        ink = ImageChops.invert(picture).getbbox()
        assert ink is not None
        assert (0, 0) < ink[:2]
        assert ink[2:] < (picture.width, picture.height)


@BOTH
def test_the_block_may_be_left_out(service: Bsre, api: str) -> None:
    signed_by(signer_of(bsre_settings(service, api, bsre_visible=False)), PASSPHRASE)

    assert [False] == [order["visible"] for order in service.orders]


@BOTH
def test_its_sentence_is_printed_only_over_what_leads_to_its_root(service: Bsre, api: str) -> None:
    forces = [
        signer_of(settings).force
        for settings in (
            bsre_settings(service, api),
            bsre_settings(service, api, root=False),
            bsre_settings(service, api, signing_trial=True),
        )
    ]

    assert [Force.BSRE, Force.OWN, Force.SIMULATED] == forces


@BOTH
def test_without_a_root_the_signature_itself_is_judged(service: Bsre, api: str) -> None:
    assert "PAdES-B-T" == signed_by(signer_of(bsre_settings(service, api, root=False)), PASSPHRASE).level


@BOTH
def test_a_signature_that_leads_elsewhere_is_not_taken(service: Bsre, api: str, tmp_path: Path) -> None:
    service.signer = OfficePki(tmp_path, service.pki.site, name="Asing").official

    with pytest.raises(SigningFailed, match="does not lead to the root"):
        signed_by(signer_of(bsre_settings(service, api)), PASSPHRASE)


@BOTH
def test_a_revoked_signer_is_noticed(service: Bsre, api: str) -> None:
    service.signer = service.pki.issue("Dicabut")
    service.pki.revoke(service.signer)

    with pytest.raises(SigningFailed):
        signed_by(signer_of(bsre_settings(service, api)), PASSPHRASE)


@BOTH
def test_a_wrong_passphrase_is_told_and_kept_nowhere(service: Bsre, api: str) -> None:
    wrong = "Salah.Sekali-99"
    key = signer_of(bsre_settings(service, api)).unlock(Passphrase(wrong), by=OFFICIAL)

    with pytest.raises(WrongPassphrase) as refused:
        key.sign(PAPER, STATEMENT)

    assert wrong not in everything_told(refused)
    assert wrong not in repr(key)
    assert [] == service.signed


@BOTH
def test_whoever_is_not_registered_is_refused_before_anything_is_numbered(service: Bsre, api: str) -> None:
    signer = signer_of(bsre_settings(service, api))

    for account in ("stranger", "nobody"):
        with pytest.raises(CertificateRefused) as refused:
            signer.unlock(Passphrase(PASSPHRASE), by=account)
        assert Unfit.NOT_REGISTERED is refused.value.why
        assert NIK not in str(refused.value)
    assert [] == service.orders


@BOTH
@pytest.mark.parametrize(
    ("status", "why"),
    [("EXPIRED", Unfit.EXPIRED), ("REVOKE", Unfit.REVOKED), ("NO_CERTIFICATE", Unfit.NOT_REGISTERED)],
)
def test_a_certificate_that_ran_out_is_refused_before_anything_is_numbered(
    service: Bsre, api: str, status: str, why: Unfit
) -> None:
    service.status = status

    with pytest.raises(CertificateRefused) as refused:
        signer_of(bsre_settings(service, api)).unlock(Passphrase(PASSPHRASE), by=OFFICIAL)
    assert why is refused.value.why


@BOTH
def test_not_registered_may_also_be_told_while_signing(service: Bsre, api: str) -> None:
    service.pki.site.says("/api/v2/user/check/status", lambda _: Answer(status=404))
    service.pki.site.says("/api/user/status/", lambda _: Answer(status=404))

    with pytest.raises(CertificateRefused) as refused:
        signed_by(signer_of(bsre_settings(service, api)), PASSPHRASE, by="stranger")
    assert Unfit.NOT_REGISTERED is refused.value.why


@BOTH
@pytest.mark.parametrize(
    ("fate", "kind", "says"),
    [
        ("400", SigningFailed, "refuses with 400: Proses signing gagal : InvalidPdfException, passphrase •••"),
        ("500", SignerUnreachable, "answers 500"),
        ("502", OutcomeUnknown, "answers 502"),
        ("garbage", OutcomeUnknown, "sends no document"),
        ("lost", OutcomeUnknown, "has not answered"),
        ("another", SigningFailed, "another document than ours"),
        ("tampered", SigningFailed, "is not what it was"),
        ("painted", SigningFailed, "beside a signature lies on a page"),
        ("elsewhere", SigningFailed, "the visible block is not where we left room"),
        ("twice", SigningFailed, "2 signatures, not one"),
        ("unsigned", SigningFailed, "0 signatures, not one"),
        ("flipped", SigningFailed, "does not hold|not to be trusted"),
        ("longer", SigningFailed, "is not what it was"),
        ("broken", SigningFailed, "not to be trusted"),
    ],
)
def test_what_goes_wrong_there_is_told_apart(
    service: Bsre, api: str, fate: str, kind: type[SigningFailed], says: str
) -> None:
    service.fate = fate

    with pytest.raises(SigningFailed, match=says) as failed:
        signed_by(signer_of(bsre_settings(service, api)), PASSPHRASE)

    assert kind is failed.type
    assert PASSPHRASE not in everything_told(failed)


def test_version_1_fetches_an_answer_that_broke_off(service: Bsre) -> None:
    service.fate = "cut"

    assert [signed_by(signer_of(bsre_settings(service, "v1")), PASSPHRASE).pdf] == service.signed


def test_version_2_cannot_fetch_an_answer_that_broke_off(service: Bsre) -> None:
    service.fate = "cut"

    with pytest.raises(OutcomeUnknown, match="broke off"):
        signed_by(signer_of(bsre_settings(service, "v2")), PASSPHRASE)


def test_what_cannot_be_fetched_has_no_outcome(service: Bsre) -> None:
    service.fate = "cut"
    service.pki.site.says("/api/sign/download/", lambda _: Answer(status=404))

    with pytest.raises(OutcomeUnknown, match="cannot be fetched"):
        signed_by(signer_of(bsre_settings(service, "v1")), PASSPHRASE)


@BOTH
def test_an_answer_that_takes_too_long_has_no_outcome(service: Bsre, api: str) -> None:
    signer = signer_of(bsre_settings(service, api))
    hasty = signer.unlock(Passphrase(PASSPHRASE), by=OFFICIAL)
    object.__setattr__(signer.client, "timeout", 1)  # type: ignore[attr-defined]  # five seconds are the least to choose
    service.fate = "timeout"

    with pytest.raises(OutcomeUnknown) as failed:
        hasty.sign(PAPER, STATEMENT)

    service.released.set()
    assert PASSPHRASE not in everything_told(failed)


@BOTH
def test_a_service_that_is_not_there_cannot_be_reached(service: Bsre, api: str) -> None:
    signer = signer_of(bsre_settings(service, api, bsre_url="http://127.0.0.1:9"))

    with pytest.raises(SignerUnreachable):
        signer.unlock(Passphrase(PASSPHRASE), by=OFFICIAL)


@BOTH
def test_a_service_that_ends_between_two_questions_cannot_be_reached(service: Bsre, api: str) -> None:
    signer = signer_of(bsre_settings(service, api))
    key = signer.unlock(Passphrase(PASSPHRASE), by=OFFICIAL)
    object.__setattr__(signer.client, "url", "http://127.0.0.1:9")  # type: ignore[attr-defined]  # it has gone away

    with pytest.raises(SignerUnreachable, match="cannot be reached"):
        key.sign(PAPER, STATEMENT)


@BOTH
def test_an_application_that_is_not_admitted_is_told_so(service: Bsre, api: str) -> None:
    with pytest.raises(SigningFailed, match="401"):
        signed_by(signer_of(bsre_settings(service, api, bsre_password="lama")), PASSPHRASE)


@BOTH
def test_without_a_time_stamp_for_the_archive_the_service_is_not_asked(service: Bsre, api: str) -> None:
    settings = bsre_settings(service, api, stamps=True, signing_timestamp_url="http://127.0.0.1:9/tsa")

    with pytest.raises(SignerUnreachable, match="no time stamp"):
        signed_by(signer_of(settings), PASSPHRASE)
    assert [] == service.orders


def test_signed_but_lost_and_signed_again_are_two_papers_of_which_we_know_one(service: Bsre) -> None:
    signer = signer_of(bsre_settings(service, "v2"))
    service.fate = "lost"
    with pytest.raises(OutcomeUnknown):
        signed_by(signer, PASSPHRASE)

    signed = signed_by(signer, PASSPHRASE)

    assert 2 == len(set(service.signed))
    assert service.signed[1] == signed.pdf


def everything_told(raised: pytest.ExceptionInfo[BaseException]) -> str:
    """What a log could show of it: the texts of the chain, and every variable of every frame but the test's own."""
    told = traceback.TracebackException(raised.type, raised.value, _ours(raised), capture_locals=True)
    return "".join(told.format()) + repr(raised.value.__context__) + repr(raised.value.__cause__)


def _ours(raised: pytest.ExceptionInfo[BaseException]) -> TracebackType | None:
    frames: TracebackType | None = raised.tb
    while frames is not None and "/tests/" in frames.tb_frame.f_code.co_filename:
        frames = frames.tb_next
    return frames
