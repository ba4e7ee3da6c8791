"""From a question and the conversation so far to a ``Request``: deterministic rules."""
