"""RapidFuzz: token_sort_ratio, WRatio and Jaro-Winkler, each on each simple folding. Scores in [0, 1]."""

from collections.abc import Callable

from benchmarks.peers.folding import foldings
from benchmarks.peers.protocol import Scorer, not_installed, serve

try:
    import rapidfuzz
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler
except ImportError as missing:
    not_installed(missing)

_SCORERS: dict[str, tuple[Callable[[str, str], float], float]] = {
    "token_sort_ratio": (fuzz.token_sort_ratio, 0.01),
    "WRatio": (fuzz.WRatio, 0.01),
    "Jaro-Winkler": (JaroWinkler.similarity, 1.0),
}


def _on(fold: Callable[[str], str], score: Callable[[str, str], float], scale: float) -> Scorer:
    return lambda a, b: score(fold(a), fold(b)) * scale


if __name__ == "__main__":
    scorers = {
        f"rf {name} ({folding})": _on(fold, score, scale)
        for folding, fold in foldings().items()
        for name, (score, scale) in _SCORERS.items()
    }
    serve(scorers, rapidfuzz.__version__)
