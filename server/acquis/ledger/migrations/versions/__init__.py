"""One file for each version of the tables; its docstring says what is new.

It must not import the tables of today, which go on changing.
"""
