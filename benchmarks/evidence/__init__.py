"""What the facts besides the name do: candidates per 10,000 innocent travellers against recall of listed ones."""
