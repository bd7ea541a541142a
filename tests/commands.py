"""What tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Run"]

Run = Callable[..., tuple[int, str, str]]
"""Runs a command; gives its exit code, its data and its messages."""
