"""jellyfish: Jaro-Winkler on the simplest folding at hand."""

from importlib.metadata import version

from benchmarks.peers.folding import foldings
from benchmarks.peers.protocol import not_installed, serve

try:
    from jellyfish import jaro_winkler_similarity
except ImportError as missing:
    not_installed(missing)

if __name__ == "__main__":
    folding, fold = next(iter(foldings().items()))
    serve(
        {f"jellyfish Jaro-Winkler ({folding})": lambda a, b: jaro_winkler_similarity(fold(a), fold(b))},
        version("jellyfish"),
    )
