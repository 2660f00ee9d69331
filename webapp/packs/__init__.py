"""Packs: build, review, agree, issue, download."""
