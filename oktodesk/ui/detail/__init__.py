"""The right-hand panel: one row in full, or the sum of several."""
