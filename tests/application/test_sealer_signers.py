"""Who signs checkpoints: keys made once or given, and a program that may fail in every way a program can."""

import shlex
import sys
import time
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from application.evidence.keys import NotOurs, Sealing, sealing_of
from application.evidence.refused import Problem, SealingRefused
from application.evidence.signers import CommandSigner, KeySigner
from application.settings import BadSettings, Settings, read_settings
from domain.signed_note import Checkpoint, Signature, key_id, read_note, signed, text_of

KEY = Ed25519PrivateKey.generate()
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
RAW = KEY.public_key().public_bytes_raw()
CONTENT = b"izin.test/log\n0\n"
RIGHT = b64encode(KEY.sign(CONTENT)).decode()
ELSEWHERE = "postgresql://db/izin"


def settings(tmp_path: Path, **chosen: object) -> Settings:
    return read_settings(data_dir=tmp_path, log_name="izin.test/log", **chosen)


def signer_of(program: str, *, timeout: float = 10) -> CommandSigner:
    return CommandSigner([sys.executable, "-c", program], public=RAW, timeout=timeout)


async def note_by(sealing: Sealing) -> str:
    text = text_of(Checkpoint(origin="izin.test/log", size=1, root=bytes(32)))
    assert sealing.signer is not None
    id_ = key_id("izin.test/log", sealing.signer.public)
    return signed(text, Signature(name="izin.test/log", key_id=id_, signature=await sealing.signer.sign(text.encode())))


async def test_a_private_database_has_a_key_made_for_it_once(tmp_path: Path) -> None:
    first, second = sealing_of(settings(tmp_path)), sealing_of(settings(tmp_path))

    assert first.keys == second.keys
    assert 1 == first.keys.verified(await note_by(second)).size
    assert 0o600 == (tmp_path / "sealer-keys" / "0001.pem").stat().st_mode & 0o777


def test_a_database_of_its_own_is_not_sealed_by_a_key_that_nobody_has_chosen(tmp_path: Path) -> None:
    sealing = sealing_of(settings(tmp_path, database_url=ELSEWHERE))

    assert (None, ()) == (sealing.signer, sealing.keys.published)
    assert not (tmp_path / "sealer-keys").exists()


async def test_the_last_key_signs_and_older_signatures_stay_good(tmp_path: Path) -> None:
    chosen = settings(tmp_path, sealer_keys=tmp_path)
    (tmp_path / "2026.pem").write_bytes(PEM)
    old = await note_by(sealing_of(chosen))
    new = Ed25519PrivateKey.generate()
    (tmp_path / "2026.pem").write_bytes(PUBLIC)
    (tmp_path / "2027.pem").write_bytes(new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    sealing = sealing_of(chosen)

    assert 1 == sealing.keys.verified(old).size == sealing.keys.verified(await note_by(sealing)).size
    assert key_id("izin.test/log", new.public_key().public_bytes_raw()).hex() == sealing.keys.ids()[0]
    assert f"izin.test/log+{key_id('izin.test/log', RAW).hex()}+" == sealing.keys.verifier_keys()[1][:23]


async def test_a_process_that_does_not_seal_needs_no_private_key(tmp_path: Path) -> None:
    (tmp_path / "2026.pem").write_bytes(PUBLIC)

    sealing = sealing_of(settings(tmp_path, sealer_keys=tmp_path, sealer=False))

    assert (None, (RAW,)) == (sealing.signer, sealing.keys.published)


@pytest.mark.parametrize("content", [None, b"", b"no key", PUBLIC])
def test_a_key_that_is_missing_or_garbled_stops_the_start(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "2026.pem").write_bytes(content)

    with pytest.raises(BadSettings, match="IZIN_SEALER_KEYS"):
        sealing_of(settings(tmp_path, sealer_keys=tmp_path))


def test_a_key_that_was_spoiled_after_the_first_run_is_not_replaced_in_silence(tmp_path: Path) -> None:
    sealing_of(settings(tmp_path))
    (tmp_path / "sealer-keys" / "0001.pem").write_bytes(b"")

    with pytest.raises(BadSettings, match=r"0001\.pem"):
        sealing_of(settings(tmp_path))


@pytest.mark.parametrize(
    ("command", "content", "says"),
    [
        ("sign", None, "IZIN_SEALER_KEYS"),
        ("sign", PEM, "must hold public keys"),
        ('sign "x', PUBLIC, "IZIN_SEALER_COMMAND cannot be read"),
    ],
)
def test_a_command_needs_its_public_key_and_no_private_one(
    tmp_path: Path, command: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "2026.pem").write_bytes(content)
    keys = tmp_path if content is not None else None

    with pytest.raises(BadSettings, match=says):
        sealing_of(settings(tmp_path, sealer_keys=keys, sealer_command=command))


@pytest.mark.parametrize("name", ["two words", "a+b", "x" * 201])
def test_a_name_that_no_note_can_bear_stops_the_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSettings, match="IZIN_LOG_NAME"):
        read_settings(data_dir=tmp_path, log_name=name)


async def test_a_program_signs_in_bytes_or_in_base64(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(PEM)
    read = (
        "import sys, base64\n"
        "from cryptography.hazmat.primitives.serialization import load_pem_private_key\n"
        f"key = load_pem_private_key(open({str(tmp_path / 'key.pem')!r}, 'rb').read(), None)\n"
        "signature = key.sign(sys.stdin.buffer.read())\n"
    )
    expected = await KeySigner(KEY).sign(CONTENT)

    for write in ("sys.stdout.buffer.write(signature)", "print(base64.b64encode(signature).decode())"):
        assert expected == await signer_of(read + write).sign(CONTENT)
    (tmp_path / "2026.pem").write_bytes(PUBLIC)
    (tmp_path / "key.pem").rename(tmp_path / "key")
    program = (read + "sys.stdout.buffer.write(signature)").replace("key.pem", "key")
    (tmp_path / "sign.py").write_text(program)
    chosen = settings(
        tmp_path, sealer_keys=tmp_path, sealer_command=shlex.join([sys.executable, str(tmp_path / "sign.py")])
    )
    sealing = sealing_of(chosen)
    assert 1 == sealing.keys.verified(await note_by(sealing)).size


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("import sys; sys.exit(3)", "status 3"),
        ("", "did not answer with a signature"),
        ("print('garbage')", "did not answer with a signature"),
        ("print('A' * 88)", "did not answer with a signature"),
        (f"print({b64encode(bytes(64)).decode()!r})", "not by its key"),
        ("print('A' * 100_000)", "more than a signature"),
        (f"import sys; print({RIGHT!r}); sys.exit(1)", "status 1"),
    ],
)
async def test_whatever_else_a_program_does_is_a_refusal(program: str, says: str) -> None:
    with pytest.raises(SealingRefused, match=says) as refused:
        await signer_of(program).sign(CONTENT)

    assert Problem.SIGNER_FAILED == refused.value.problem


async def test_a_program_that_reads_nothing_may_sign_all_the_same() -> None:
    assert KEY.sign(CONTENT) == await signer_of(f"print({RIGHT!r})").sign(CONTENT)
    with pytest.raises(SealingRefused, match="not by its key"):
        await signer_of(f"print({RIGHT!r})").sign(CONTENT * 100_000)


async def test_a_program_that_hangs_is_ended_with_all_it_has_started(tmp_path: Path) -> None:
    started = tmp_path / "started"
    program = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(started)!r}, 'w').write(str(child.pid))\n"
        "child.wait()\n"
    )

    with pytest.raises(SealingRefused, match="no answer within 1 s"):
        await signer_of(program, timeout=1).sign(CONTENT)

    assert has_ended(int(started.read_text()))


def has_ended(pid: int, *, within: float = 10) -> bool:
    """Whether it is gone, or only its name is left: a busy machine takes a moment to bury whom it has killed."""
    deadline = time.monotonic() + within
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_alive(pid)


def is_alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # no such process, be it in the midst of reading
        return False


async def test_a_program_that_is_not_there_is_a_refusal() -> None:
    with pytest.raises(SealingRefused, match="cannot be started"):
        await CommandSigner(["/nowhere/sign"], public=RAW, timeout=1).sign(CONTENT)


async def test_a_note_is_judged_by_name_key_and_signature(tmp_path: Path) -> None:
    sealing = sealing_of(settings(tmp_path))
    note = await note_by(sealing)
    text = read_note(note).text

    for other, why in (
        (note.replace("\n1\n", "\n2\n"), "signature is not right"),
        (note.replace("izin.test/log\n", "izin.test/other\n", 1), "of the log izin.test/other"),
        (note[:-3], "cut off"),
        (signed(text, Signature(name="witness", key_id=b"wwww", signature=b"s" * 64)), "none of our keys"),
    ):
        with pytest.raises(NotOurs, match=why):
            sealing.keys.verified(other)
