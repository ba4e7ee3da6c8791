"""Bring papers into a collection, look it over, and mend it while it is served."""
