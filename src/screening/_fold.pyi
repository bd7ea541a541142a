# Columns and numbers hold as `_layout.pxd` says; one thread at a time may use a table.
from collections.abc import Callable, Iterable, Sequence
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from screening._columns import Model
from screening._plain import PlainReader
from screening.names import Name, Token

@final
class TokenTable:
    def __init__(
        self,
        deletion: NDArray[np.uint8],
        *,
        plain: PlainReader,
        read_word: Callable[[str], tuple[Sequence[tuple[Sequence[str], bool]], int]],
        spoken: Callable[..., Iterable[tuple[str, str, int]]],
        facts: Callable[[str], tuple[int, int, str]],
        make_token: Callable[..., Token | None],
        read_parts: Callable[[Sequence[tuple[str, bool]]], Sequence[Name]],
    ) -> None: ...
    def __len__(self) -> int: ...
    def fold_columns(
        self, columns: list[Any], cuts: list[NDArray[np.uint8] | None]
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]: ...
    def fold_each(
        self, names: Iterable[Sequence[tuple[str, bool]]]
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]: ...
    def add(self, tokens: Iterable[Token]) -> list[int]: ...
    def columns(self, counts: Any, tokens: Any) -> dict[str, NDArray[Any]]: ...
    def describe(self, tokens: Any) -> dict[str, NDArray[Any]]: ...
    def compare(self, a: str, b: str, model: Model) -> float: ...
