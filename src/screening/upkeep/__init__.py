"""Keeping watchlists: versions on disk, what a new one must fulfil, downloads, lint, and the swap under load.

Nothing here is needed to screen. `library` is the folder that the lists stand in, `expectations` what a new version is
held to, `update` the only module of the project that opens a connection, `lint` what is wrong with entries, `live` a
screener that follows the library.
"""
