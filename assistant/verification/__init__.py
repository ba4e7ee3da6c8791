"""Is a statement what its cited sentences say?  Numbers, names, negation, direction, condition."""
