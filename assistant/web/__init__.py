"""The chat page: rendering, conversations, layout and the server that carries it."""
