"""One module for each format: a document in, the bytes of a file out."""
