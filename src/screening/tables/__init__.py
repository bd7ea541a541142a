"""Generated, committed, versioned lookup data; each file states its generator, source, licence and sha256."""
