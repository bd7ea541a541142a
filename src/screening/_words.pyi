from typing import Any, Final, final

import numpy as np
from numpy.typing import NDArray

from screening.bulk import Rules

DEPENDS: Final[int]
SILENT: Final[int]

@final
class WordTable:
    def __init__(self, rules: Rules) -> None: ...
    @property
    def nbytes(self) -> int: ...
    def write(
        self, column: Any, limit: int
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint8]]: ...
