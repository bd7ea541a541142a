"""How fast columns of names are normalized, romanized, varied and folded, next to peers on the same names."""
