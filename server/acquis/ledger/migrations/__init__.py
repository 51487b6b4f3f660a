"""The versions that the tables of a ledger have had, and how each is made from the one before.

What has once been shipped must not change; a new version is a new file in `versions`.
"""
