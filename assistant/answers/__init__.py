"""One file a kind of answer: each turns a request and what was found into sections that cite."""
