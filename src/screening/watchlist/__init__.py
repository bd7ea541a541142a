"""Watchlists: entry schema, sources, and the compiled file."""
