"""Ask a collection of paper abstracts; every statement carries a citation the code has checked."""

__version__ = "0.1.0"
