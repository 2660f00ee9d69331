"""Waymark: updates written, approved and published as packs; the README has the map."""
