"""The trail for auditors: queries, exports, and recomputation from a file alone."""
