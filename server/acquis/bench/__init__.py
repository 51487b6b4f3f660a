"""Benchmarks: made-up data of any size; nothing of it is ever published."""
