"""The command `townclerk`."""
