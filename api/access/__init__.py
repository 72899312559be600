"""The access log over HTTP: which operation is logged as what, the layer that logs it, and the auditor's questions."""
