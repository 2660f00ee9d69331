"""Programmes: the status board."""
