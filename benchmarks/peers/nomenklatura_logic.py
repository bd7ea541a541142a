"""nomenklatura: logic-v2 on two FollowTheMoney persons that have a name and nothing else.

The algorithm is not symmetric (an extra part on the query's side costs more); the pair is scored both ways and the
better score counts, which favours the peer. Its cache of parsed names is keyed by entity id, so every entity gets a
fresh one: else one pair would be answered with another pair's names.
"""

from importlib.metadata import version
from itertools import count

from benchmarks.peers.protocol import not_installed, serve

try:
    from followthemoney.proxy import EntityProxy
    from nomenklatura.matching import get_algorithm
except ImportError as missing:
    not_installed(missing)

DEFAULT_THRESHOLD = 0.70
"""The default cut of yente, the search service that is built on this algorithm."""

_algorithm = get_algorithm("logic-v2")
_config = _algorithm.default_config()
_ids = count()


def _person(name: str) -> EntityProxy:
    return EntityProxy.from_dict({"id": f"p{next(_ids)}", "schema": "Person", "properties": {"name": [name]}})


def _score(a: str, b: str) -> float:
    left, right = _person(a), _person(b)
    return max(_algorithm.compare(left, right, _config).score, _algorithm.compare(right, left, _config).score)


if __name__ == "__main__":
    serve({"logic-v2": _score}, version("nomenklatura"), DEFAULT_THRESHOLD)
