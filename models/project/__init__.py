"""The project: one SQLite file that is only ever replaced whole, and a journal beside it that holds every edit."""
