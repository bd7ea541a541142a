"""Accuracy and speed next to peers, exactness of the pruning, and the kernels. README.md beside this file says how."""
