# What each argument means stands in `screening.bulk`.
from collections.abc import Callable, Sequence
from typing import Any, Final, final

import numpy as np
from numpy.typing import NDArray

from screening.bulk import Company

DEPENDS: Final[int]
SILENT: Final[int]

@final
class WordTable:
    def __init__(
        self,
        *,
        tell: Callable[[str], int],
        company: Callable[[int], Company],
        write_word: Callable[[str, Company, bool], Sequence[str | None]],
        write_name: Callable[[str, int], Sequence[tuple[str, int]]],
    ) -> None: ...
    @property
    def nbytes(self) -> int: ...
    def write(
        self, column: Any, limit: int
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8]]: ...
