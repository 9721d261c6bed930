"""The engine: what was confirmed is sent exactly once, followed and kept."""
