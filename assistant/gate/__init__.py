"""Which papers answer, if any: their features, a calibrated probability, and the threshold."""
