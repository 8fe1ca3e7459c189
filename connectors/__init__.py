"""One module for each channel; adding a channel is adding a module that ends with CONNECTOR = ..."""
