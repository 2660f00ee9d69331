"""The meeting of the Improvement Group: its agenda, decisions, actions and queries."""
