"""Tests of jobs, timers and upkeep."""
