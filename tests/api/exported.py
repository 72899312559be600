"""The trail of a running product as `scripts/export` writes it."""

from io import BytesIO

from api.trail.export import export
from api.trail.export_query import ExportQuery
from tests.api.product import Product


def exported(product: Product, **asked: object) -> bytes:
    """Return the file, of which `asked` are the filters and the form."""
    out = BytesIO()
    product.run(export, product.databases, ExportQuery.model_validate(asked), out, lambda *_: None)
    return out.getvalue()
