"""Where requests come from, and how many are let in: limits by address that gateway and channels share."""
