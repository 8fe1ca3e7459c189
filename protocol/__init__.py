"""What actions and gateway say to each other: standard library only, on both Pythons."""
