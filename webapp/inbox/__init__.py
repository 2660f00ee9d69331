"""My work: what needs me, why and by when."""
