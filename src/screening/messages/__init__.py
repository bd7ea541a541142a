"""Passenger messages of airlines: lists (PAXLST, iAPI), answers (CUSRES) and bookings (PNRGOV), as they really come.

    bytes -> charset -> edifact (service characters, folded lines, segments) -> paxlst | pnrgov -> Manifest

A message is read as far as it makes sense: a traveller is never dropped, what a damaged record says is never given to
another traveller, and `Manifest.problems` tells what was odd, where, and by which rule.  Only data that are no such
message at all raise `screening.errors.MessageError`.
"""

from __future__ import annotations

from screening.messages.edifact import MAX_CHARS, Problem
from screening.messages.manifest import Answer, Flight, Manifest, Passenger
from screening.messages.paxlst import read_paxlst
from screening.messages.pnrgov import read_pnrgov

__all__ = ["MAX_CHARS", "Answer", "Flight", "Manifest", "Passenger", "Problem", "read_paxlst", "read_pnrgov"]
