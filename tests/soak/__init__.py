"""Long runs that are started by hand: pytest -m soak."""
