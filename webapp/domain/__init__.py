"""Rules: may it happen, what follows. Pure; nothing here knows the database or the web."""
