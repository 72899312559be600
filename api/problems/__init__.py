"""Refusals as problem+json or as a page (RFC 9457): their types, their texts in two languages, and who answers them."""
