"""Measure this server and its peers side by side on one machine: same data, same queries, in turns.

It must not measure what only this server has. Load goes to 127.0.0.1 only.
"""
