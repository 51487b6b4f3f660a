"""Compare what States and groups say: matrices, a few side by side, and who changed over time.

Everything is read from the graph as it was written; nothing here knows HTTP. No value of a topic is for or
against anything: what agrees and what differs is always so in relation to what the reader compares with.
"""
