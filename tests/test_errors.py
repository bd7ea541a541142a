"""Errors say where and which rule, and travel between processes."""

from __future__ import annotations

import pickle

import pytest

from screening import errors


@pytest.mark.parametrize("name", errors.__all__)
@pytest.mark.parametrize("where", [None, "row 17, column birth_date"])
def test_an_error_arrives_in_another_process_as_it_was(name: str, where: str | None) -> None:
    sent = getattr(errors, name)("must be a date", where=where)
    arrived = pickle.loads(pickle.dumps(sent))
    assert type(arrived) is type(sent)
    assert (str(arrived), arrived.rule, arrived.where) == (str(sent), sent.rule, sent.where)
