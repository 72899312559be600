"""The code on a receipt by which an applicant follows a file (SOP step 1, output): it is read off paper and typed."""

# Letters and digits that nobody mistakes for another. 32 of them: each is 5 bits of a random byte.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8


def tracking_code(noise: bytes) -> str:
    """Return the code that `noise`, 8 random bytes, makes: 40 bits."""
    assert len(noise) == LENGTH, "a byte makes a character"
    return "".join([_ALPHABET[each % len(_ALPHABET)] for each in noise])
