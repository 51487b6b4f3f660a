"""The library of questions: their headers, parameters and values, and their answers as tables.

It must not know HTTP or a command line.
"""
