"""What runs around the application: the way in from the HTTP server, the log, what operators ask."""
