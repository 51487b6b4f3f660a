"""The IRIs of ours on the web: each leads to its page, its triples, or to what became of it."""
