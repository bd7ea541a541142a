"""Traveller screening: names in every script against watchlists, offline, with evidence for every candidate."""

__version__ = "0.1.0.dev0"
