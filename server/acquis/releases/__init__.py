"""Releases: where they are kept, what each holds, what changed between them, and how they are described.

It must not build one or answer requests.
"""
