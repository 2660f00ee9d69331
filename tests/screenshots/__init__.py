"""Pictures of every page and document: `make screenshots` writes them to build/screenshots."""
