"""Measurements: accuracy and speed next to peers, exactness of the pruning, and the kernels. See README.md beside this file."""
