"""This library: ``compare_names(a, b).score``."""

from benchmarks.peers.protocol import not_installed, serve

try:
    import screening
    from screening import ScreeningConfig, compare_names
except ImportError as missing:
    not_installed(missing)

if __name__ == "__main__":
    serve({"screening": lambda a, b: compare_names(a, b).score}, screening.__version__, ScreeningConfig().threshold)
