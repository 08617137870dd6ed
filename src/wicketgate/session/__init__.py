"""What a run has spent and seen."""
