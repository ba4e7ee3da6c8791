"""Clock, logs and traces of each question; answers pass through unchanged."""
