"""From files of abstracts to a collection that can be searched: read, clean, store, index, find."""
