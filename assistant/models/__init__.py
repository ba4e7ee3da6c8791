"""The two models: one turns texts into vectors, one writes and judges; each loaded on first use."""
