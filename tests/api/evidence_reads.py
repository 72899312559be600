"""Everything that can be asked about checkpoints and proofs, once."""

from tests.api.product import Product


def read_evidence(product: Product) -> None:
    size = product.get("/v1/checkpoint").text.split("\n")[1]
    for path in (
        f"/v1/consistency?from=1&to={size}",
        "/v1/checkpoints?limit=1",
        *(f"/v1/checkpoint.{kind}?size={size}" for kind in ("pdf", "html", "png")),
        "/public/log-key",
        "/public/log-keys",
    ):
        product.get(path)
    auditor = product.person("auditor")
    auditor.get(f"/v1/events/{size}/proof")
    auditor.get("/v1/access-log/1/proof")
    accesses = product.get("/v1/access-log/checkpoint").text.split("\n")[1]
    product.get(f"/v1/access-log/consistency?from=1&to={accesses}")
    product.get("/v1/access-log/checkpoints?limit=1")
