"""How good the answers are, measured; and the fits that development data gave the product."""
