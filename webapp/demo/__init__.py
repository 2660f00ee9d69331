"""The demonstration: a combined authority that does not exist, its programme, people and papers."""
