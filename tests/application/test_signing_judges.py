"""What others say of our signatures: pyHanko's validator, poppler's pdfsig and qpdf, on the paper of every signer."""

import asyncio
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import DocumentSecurityStore, SignatureCoverageLevel, async_validate_pdf_signature

from application.settings import Settings
from application.signing.choice import Demo, signing_choice
from application.signing.office import trust_of
from tests.application.offices import KINDS, Offices, offices
from tests.application.signers import signed_by, signer_of
from tests.judges import says

OF_EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
Papers = dict[str, Path]


@pytest.fixture(scope="module")
def every_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with offices(tmp_path_factory.mktemp("judges")) as every:
        yield every


@pytest.fixture(scope="module")
def papers(every_office: Offices, tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """A signed paper of every kind of signer."""
    folder = tmp_path_factory.mktemp("papers")
    for kind in KINDS:
        signed = signed_by(signer_of(every_office.settings(kind)), every_office.passphrase(kind))
        assert "PAdES-B-LTA" == signed.level
        (folder / f"{kind}.pdf").write_bytes(signed.pdf)
    return {kind: folder / f"{kind}.pdf" for kind in KINDS}


@OF_EVERY_KIND
def test_pyhanko_validates_it_from_itself_alone(papers: Papers, every_office: Offices, kind: str) -> None:
    """By the other of its validators, not the one with which we judge what we sign; and it asks nobody."""
    choice = signing_choice(Settings(**every_office.settings(kind)))
    assert not isinstance(choice, Demo)
    reader = PdfFileReader(BytesIO(papers[kind].read_bytes()))
    asked = every_office.pki.site.asked.copy()
    roots = list(trust_of(choice.chain).roots)
    store = DocumentSecurityStore.read_dss(reader)
    context = store.as_validation_context({"trust_roots": roots, "revocation_mode": "require"})

    status = asyncio.run(async_validate_pdf_signature(reader.embedded_regular_signatures[0], context, context))

    assert status.bottom_line, status.summary()
    assert SignatureCoverageLevel.ENTIRE_REVISION is status.coverage
    assert ModificationLevel.LTA_UPDATES is status.modification_level
    assert asked == every_office.pki.site.asked


@OF_EVERY_KIND
def test_pdfsig_calls_the_signature_valid(papers: Papers, kind: str) -> None:
    told = says("pdfsig", str(papers[kind]))

    assert "  - Signature Validation: Signature is Valid." in told.stdout.splitlines()
    assert 1 == told.stdout.count("Signature Type: ETSI.CAdES.detached")
    # The time stamp of the archive lies over all of it. That one poppler does not check yet.
    assert told.stdout.index("Total document signed") > told.stdout.index("Signature #2")


@OF_EVERY_KIND
def test_pdfsig_sees_a_changed_paper(papers: Papers, kind: str, tmp_path: Path) -> None:
    content = papers[kind].read_bytes()
    at = content.index(b"stream\n", 3000) + 40
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])

    assert "Digest Mismatch" in says("pdfsig", str(changed)).stdout


@OF_EVERY_KIND
def test_qpdf_finds_no_fault_in_the_file(papers: Papers, kind: str) -> None:
    told = says("qpdf", "--check", str(papers[kind]))

    assert 0 == told.returncode, told.stdout
    assert "No syntax or stream encoding errors found" in told.stdout
