"""Do the tests notice when the kernel decides differently? Run by hand: ``pytest -m mutants``."""
