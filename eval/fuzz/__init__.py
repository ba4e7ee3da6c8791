"""Broken files, texts and requests by chance: out comes an answer or a sentence, never a fault."""
