"""What asks the graph: the SPARQL endpoint, the library of questions, whole graphs."""
