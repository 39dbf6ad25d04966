"""The benchmark: one adapter interface, and measurements that put several engines side by side in one run."""
