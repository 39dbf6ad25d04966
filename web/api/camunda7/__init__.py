"""Camunda 7's REST API under /engine-rest, one file per noun."""
