"""Pictures of the graph: drawn as text from its facts, each with its table and its words.

It must not know HTTP. `catalogue` says which pictures there are and makes them.
"""
