"""Benchmarks of large graphs and many processes: each part runs alone and yields rows for a table."""
