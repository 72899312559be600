"""How strongly, and when, somebody has signed in: what the provider says of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """`acr` is the provider's word for how (authentication context class), `at` seconds since 1970; None: untold."""

    acr: str | None = None
    at: int | None = None


UNTOLD = SignedIn()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """What a signature asks of the sign-in behind it: one of these `acrs`, not longer ago than `max_age` seconds."""

    acrs: tuple[str, ...] = ()
    max_age: int | None = None

    def met_by(self, signed_in: SignedIn, now: float) -> bool:
        strong = not self.acrs or signed_in.acr in self.acrs
        fresh = self.max_age is None or (signed_in.at is not None and now - signed_in.at <= self.max_age)
        return strong and fresh

    @property
    def parameters(self) -> dict[str, str]:
        """Return it in the words of an authorization request and of a challenge (RFC 9470, 3 and 4)."""
        acrs = {"acr_values": " ".join(self.acrs)} if self.acrs else {}
        return acrs if self.max_age is None else {**acrs, "max_age": str(self.max_age)}
