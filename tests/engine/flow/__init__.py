"""Tests of the flow kernel."""
