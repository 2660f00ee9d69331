"""Pictures of charts: what they show, said in words too, and how they are drawn."""
