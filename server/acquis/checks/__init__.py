"""Checks of ontology and data: each module finds one kind of fault and reports it as findings."""
