"""Engines for tables, each an extra: Apache Spark, DuckDB, Polars; and what any other cluster needs.

An adapter hands an engine's rows to `screening.batch` and its answers back; it holds no logic of its own, and the
engine is imported when its function is called.
"""
