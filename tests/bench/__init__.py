"""Measurements, each beside a bare endpoint and the stock library in one run: only figures of one run compare."""
