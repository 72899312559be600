"""What an office may choose about signing: who signs, where the key lies, what proves it. Part of `Settings`."""

from pathlib import Path
from typing import Literal

from pydantic import AnyHttpUrl, Field, SecretStr
from pydantic_settings import BaseSettings


class SigningSettings(BaseSettings):
    """`application.signing.choice` says which of these belong together."""

    signing: Literal["demo", "key_file", "pkcs11", "bsre"] = Field(
        "demo",
        description="Who signs decrees: a trial chain without legal force, the office's key file, a token or HSM, or "
        "the e-sign client service of BSrE.",
    )
    signing_root: Path | None = Field(
        None, description="PEM: the root certificates that signatures and time stamps must lead to."
    )
    signing_chain: Path | None = Field(
        None, description="PEM: the certificates between a root and the signer's, or the time stamper's."
    )
    signing_certificate: Path | None = Field(
        None, description="PEM: the signer's certificate (`key_file`; `pkcs11` where the token does not hold it)."
    )
    signing_key: Path | None = Field(
        None, description="PEM: its private key, encrypted with the signer's passphrase (`key_file`)."
    )
    signing_timestamp_url: AnyHttpUrl | None = Field(
        None,
        description="RFC 3161 time stamp server. Without a stamp nothing is signed; over a signature of BSrE it is "
        "optional, and makes it last (B-LTA).",
    )
    signing_timestamp_user: str | None = Field(None, description="User at the time stamp server, if it asks for one.")
    signing_timestamp_password: SecretStr | None = Field(None, description="Password of that user.")
    signing_trial: bool = Field(
        default=False,
        description="The certificate is for trying out: every page says that the signature has no legal force.",
    )

    pkcs11_module: Path | None = Field(None, description="Library of the token or HSM, e.g. its libpkcs11.so.")
    pkcs11_token: str | None = Field(None, description="Label of the token.")
    pkcs11_key: str | None = Field(None, description="Label of the private key, and of its certificate on the token.")

    bsre_url: AnyHttpUrl | None = Field(None, description="E-sign client service of BSrE in the agency's network.")
    bsre_api: Literal["v1", "v2"] = Field("v2", description="Version of its interface.")
    bsre_user: str | None = Field(None, description="User of this application at the service.")
    bsre_password: SecretStr | None = Field(None, description="Password of that user.")
    bsre_signers: SecretStr | None = Field(
        None, description='JSON: the NIK of each official who signs, by account, e.g. {"hendra": "6372…"}.'
    )
    bsre_visible: bool = Field(
        default=True, description="Let the service draw the visible block; else only the QR code is seen."
    )
    bsre_timeout_s: int = Field(60, ge=5, le=300, description="Seconds after which its answer counts as lost.")
