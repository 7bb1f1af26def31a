"""What the console measures and says of itself: metrics, logs, request ids, latency windows."""
