"""Signing in and out, and the sessions of one person."""
