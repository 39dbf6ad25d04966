"""Camunda's two HTTP APIs: the Orchestration Cluster REST API of Camunda 8 and the REST API of Camunda 7."""
