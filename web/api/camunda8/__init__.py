"""Camunda 8's REST API under /v2, one file per noun."""
