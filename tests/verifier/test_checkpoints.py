"""What a checkpoint and a key must look like, and whose signature counts."""

from base64 import b64encode
from hashlib import sha256
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.campaign import times
from tests.verifier.program import SCRIPT_MODULE, Answer, Program
from tests.verifier.signer import ORIGIN, LogKey, head, signed

# The same in every process: the names of tests are made of it.
KEY = LogKey(private=Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
WITNESS = LogKey(name="witness.example/w1")
ROOT = sha256().digest()
TEXT = head(0, ROOT)
SIGNED = signed(TEXT, KEY).decode()
LINE = KEY.signature(TEXT)


def judged(program: Program, checkpoint: str | bytes, key: str | None = KEY.vkey) -> Answer:
    """Of the empty trail, about which there is nothing else to say."""
    return program.judge(b"", checkpoint if isinstance(checkpoint, bytes) else checkpoint.encode(), key)


def of_another_curve() -> str:
    public = generate_private_key(SECP256R1()).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    "key", [KEY.vkey, KEY.vkey + "\n", KEY.pem, KEY.pem.replace("\n", "\r\n")], ids=["vkey", "line", "pem", "crlf"]
)
def test_a_log_signs_under_its_own_name(program: Program, key: str) -> None:
    assert (True, "valid") == _outcome(judged(program, SIGNED, key))
    assert (True, "valid") == _outcome(judged(program, signed(TEXT, WITNESS, KEY), key))
    assert (True, "valid") == _outcome(judged(program, signed(head(0, ROOT, "ext 1", "ext 2"), KEY), key))
    assert (False, "unknown_key") == _outcome(judged(program, signed(TEXT, WITNESS), key))
    assert (False, "unknown_key") == _outcome(judged(program, TEXT, key))
    assert (False, "invalid") == _outcome(judged(program, f"{SIGNED}{LINE[:-9]}AAAAAAA=\n", key))
    assert (False, "invalid") == _outcome(judged(program, f"{head(0, ROOT, 'ext')}\n{LINE}", key))


def test_another_logs_checkpoint_is_not_this_logs(program: Program) -> None:
    elsewhere = head(0, ROOT, origin="other.example/log")

    assert (False, "unknown_key") == _outcome(judged(program, signed(elsewhere, KEY)))
    assert (False, "unknown_key") == _outcome(judged(program, signed(elsewhere, KEY), KEY.pem))
    assert (True, "not_checked") == _outcome(judged(program, signed(elsewhere, KEY), None))


def test_a_checkpoint_typed_from_paper_has_no_signature(program: Program) -> None:
    for typed in (TEXT, TEXT[:-1], TEXT + "\n"):
        assert (True, "not_checked") == _outcome(judged(program, typed, None))


@pytest.mark.parametrize(
    ("checkpoint", "said"),
    [
        (b"", "it must begin with three lines"),
        (b"\xff", "'utf-8' codec can't decode"),
        (f"{ORIGIN}\n0\n", "it must begin with three lines"),
        (f"\n{TEXT}", "it must begin with three lines"),
        (TEXT.replace("\n", "\r\n"), "it holds a control character"),
        (TEXT.replace("\n0\n", "\n00\n"), '"00" is no number of events'),
        (TEXT.replace("\n0\n", "\n-1\n"), '"-1" is no number of events'),
        (TEXT.replace("\n0\n", "\n٣\n"), '"٣" is no number of events'),
        (TEXT.replace("\n0\n", f"\n{10**40}\n"), "is no number of events"),
        (TEXT.replace("=", ""), "the root is not in base64"),
        (head(0, ROOT[1:]), "the root has 31 bytes instead of 32"),
        (f"{TEXT}\n{LINE[:-1]}", "its last line is cut off"),
        (f"{TEXT}\n{LINE.replace('—', '-')}", "is no signature"),
        (f"{TEXT}\n{LINE}{LINE[:20]}\n", "is no signature"),
        (f"{TEXT}\n— a+b AAAA\n", "is no signature"),
        (f"{TEXT}\n— name AAAAA\n", "a signature is not in base64"),
        (f"{TEXT}\n— name AAAA\n", "a signature is too short"),
        (f"{TEXT}\n{LINE}\nmore\n", "it must begin with three lines"),
    ],
)
def test_what_is_no_checkpoint_is_told_why(program: Program, checkpoint: str | bytes, said: str) -> None:
    answer = judged(program, checkpoint)

    expected = {"ok": False, "size": None, "root": None, "signature": "not_checked", "unsealed": 0}
    assert {**expected, "problem": "checkpoint"} == answer.told
    assert answer.sentence.startswith("NOT PROVEN. This is no checkpoint: ")
    assert said in answer.sentence


NAME, NUMBER, PUBLIC = KEY.vkey.split("+", 2)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "the key has 0 bytes instead of 33"),
        (f"{NAME}+{NUMBER}", "the key has 0 bytes instead of 33"),
        (f"{NAME}+{NUMBER}+*", "the key is not in base64"),
        (f"+{NUMBER}+{PUBLIC}", "name, number and key do not belong together"),
        (f"{NAME} x+{NUMBER}+{PUBLIC}", "name, number and key do not belong together"),
        (f"{NAME}+00000000+{PUBLIC}", "name, number and key do not belong together"),
        (f"{NAME}+{NUMBER}+{b64encode(bytes([4]) + KEY.public).decode()}", "do not belong together"),
        (of_another_curve(), "it is not an Ed25519 key"),
        (KEY.pem.replace("PUBLIC", "PRIVATE"), "the key has 0 bytes instead of 33"),
    ],
)
def test_what_is_no_key_is_told_why(program: Program, key: str, said: str) -> None:
    answer = judged(program, SIGNED, key)

    assert "key" == answer.told["problem"]
    assert answer.sentence.startswith("NOT PROVEN. This is no key: ")
    assert said in answer.sentence


# Ed25519, beside a library


def verified(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_signatures_are_judged_as_a_library_judges_them() -> None:
    count = {True: 0, False: 0}
    for seed in range(times(20, 2000)):
        rng = Random(seed)
        key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        message, public = rng.randbytes(rng.randrange(200)), key.public_key().public_bytes_raw()
        signature = key.sign(message)
        s = int.from_bytes(signature[32:], "little")
        at = rng.randrange(64)
        for each in (
            signature,
            signature[:at] + bytes([signature[at] ^ 1 << rng.randrange(8)]) + signature[at + 1 :],
            signature[:32] + (s + 2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little"),
            signature[:-1],
            signature + b"\0",
            bytes(64),
        ):
            expected = verified(public, message, each)
            count[expected] += 1
            assert expected == SCRIPT_MODULE.is_signed(public, message, each), seed
        assert not SCRIPT_MODULE.is_signed(public, message + b"x", signature)
    assert count[True] * 5 == count[False]


# RFC 8032, 7.1, tests 1 to 3: public key, message, signature in two halves.
VECTORS = """
d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
-
e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c
72
92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025
af82
6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
"""


def test_the_vectors_of_the_standard() -> None:
    found = [bytes.fromhex(line.strip("-")) for line in VECTORS.split()]

    for public, message, r, s in zip(found[::4], found[1::4], found[2::4], found[3::4], strict=True):
        assert SCRIPT_MODULE.is_signed(public, message, r + s)


@pytest.mark.parametrize("written", ["ff" * 32, "02" + "00" * 31, "01" + "00" * 30 + "80"])
def test_a_key_that_is_no_point_signs_nothing(written: str) -> None:
    """Beyond the field, off the curve, and zero with a sign."""
    assert not SCRIPT_MODULE.is_signed(bytes.fromhex(written), b"", bytes(64))


def _outcome(answer: Answer) -> tuple[bool, str]:
    return answer.ok, answer.told["signature"]
