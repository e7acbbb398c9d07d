"""What the user sees: widgets over `models`, drawing in `ui.figures`."""
