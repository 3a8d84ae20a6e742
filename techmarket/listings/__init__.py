"""Results and demands: write, review, publish, confirm, close."""
