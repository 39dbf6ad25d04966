"""Camunda 7's REST API."""
