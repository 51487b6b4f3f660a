"""Ingesting: from the files of a document to its edition in the graph, its words beside it, and a report.

It reads with `acquis.texts`, and writes only into the folder of documents read here, never into `data/`.
"""
