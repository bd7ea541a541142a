"""One file a list format: `detect` says whether it is that format, `read` yields entries."""
