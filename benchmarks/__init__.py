"""Programs that measure speed. No test depends on a time."""
