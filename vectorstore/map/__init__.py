"""A map of the collection: where each paper lies on a plane, and which topic it belongs to."""
