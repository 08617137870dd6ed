"""One small HTTP/1.1 core for every way in and out."""
