"""What Wicketgate costs, each figure beside something run in the same minute. `make bench` runs all."""
