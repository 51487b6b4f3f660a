"""Read official documents: from a file to units with their words, and from the words to what they say.

Its folders, from the top: `aligning`, `linking`, `saying`, `citing`, `reading`. It must not write data, nor
ask a release: `acquis.ingest` does both.
"""
