"""Examples, in our own words, that teach a small model to answer from evidence."""
