"""What measures speed; no test depends on a time."""
