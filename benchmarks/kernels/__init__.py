"""Kernels under pytest-benchmark: ``python -m pytest benchmarks/kernels``."""
