"""The council's own pages: imported whole, kept as passages, found in the light of a conversation."""
