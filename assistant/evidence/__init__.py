"""Which sentences of a paper answer: readable features and the small models that weigh them."""
