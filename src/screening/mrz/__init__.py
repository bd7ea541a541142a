"""Machine-readable zones of travel documents (ICAO Doc 9303 parts 3 to 7) and of the French identity card of 1988.

    TD1     3 x 30   cards                     MRV-A   2 x 44   visas
    TD2     2 x 36   cards                     MRV-B   2 x 36   small visas
    TD3     2 x 44   passports                 FRA-ID  2 x 36   French identity card

What a zone says is taken as it stands: an odd date, an unknown state or a check digit that does not hold never stops a
traveller; only lines that are no zone at all raise `MrzError`.
"""

from __future__ import annotations

from screening.mrz.names import NameStrategy, encode_mrz_name
from screening.mrz.zone import Mrz, MrzFormat, parse_mrz

__all__ = ["Mrz", "MrzFormat", "NameStrategy", "encode_mrz_name", "parse_mrz"]
