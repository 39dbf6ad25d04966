"""The benchmark's models, the bare loop that Alur is measured against, and the adapter for the shared harness."""
