"""How fast a watchlist is built, opened and screened against, next to brute force with peers on the same data."""
