"""A small watchlist that several tests screen against."""

from __future__ import annotations

import screening as sc
from screening.watchlist.schema import Document, Entry, EntryName

ANNA = Entry(
    id="1",
    list="test",
    names=(EntryName("Anna Maria Eriksson"), EntryName("Anja Ericsson", "strong"), EntryName("Zorro", "weak")),
    birth_dates=(sc.parse_birth_date("1974-08-12"),),
    sex="F",
    countries=(("SWE", "nationality"),),
    documents=(Document("L898902C3"),),
)
YURI = Entry(id="2", list="test", names=(EntryName("Щербаков Юрий", "original_script"),))
OTHERS = tuple(
    Entry(id=str(n), list="test", names=(EntryName(name),))
    for n, name in enumerate(("John Smith", "Mohammed Ali", "Kim Jong Un", "Maria Garcia", "Jean-Pierre Dupont"), 3)
)
WATCHLIST = sc.Watchlist.from_entries((ANNA, YURI, *OTHERS))
SCREENER = sc.Screener(WATCHLIST)
