"""The gateway as a web application: how it is put together and served, its limits, its errors and its health."""
