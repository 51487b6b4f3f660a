"""How things are called: labels, short names, document symbols in every spelling, and near matches."""
