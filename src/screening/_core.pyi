# `_layout.pxd` says what each column holds.  Columns are contiguous arrays of exactly the stored types; an absent one,
# of another type or length, or that leads outside another raises ValueError, so that the kernel may trust them.
from typing import Any, Final, Self, final

import numpy as np
from numpy.typing import NDArray

from screening._columns import Model

HIT_DTYPE: Final[np.dtype[np.void]]

@final
class Index:
    def __init__(self, columns: dict[str, NDArray[Any]], model: Model) -> None: ...

@final
class Batch:
    def __init__(self, columns: dict[str, NDArray[Any]], hands: int) -> None: ...

# What is kept between calls for one index: neighbours of tokens for any number of threads, a workspace for one call
# at a time.
@final
class Neighbours:
    def __new__(cls, index: Index, most: int = ...) -> Self: ...

@final
class Workspace: ...

# Hits have `HIT_DTYPE`, in the order of rows, within a row best first; the flags say which rows lost some to max_hits.
def screen(
    index: Index,
    batch: Batch,
    workspace: Workspace,
    neighbours: Neighbours,
    *,
    threshold: float,
    name_floor: float,
    max_hits: int,
    prune: bool,
    vectors: bool = True,
) -> tuple[NDArray[np.void], NDArray[np.bool_]]: ...
def fold_keys(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]: ...
