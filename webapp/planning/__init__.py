"""The reporting calendar: planning periods, the dates of each, personal calendars and absence."""
