"""What gateway and channels share at the edge: where requests come from, how many are let in, headers of answers."""
