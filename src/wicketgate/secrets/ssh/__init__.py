"""SSH keys and what they sign: read strictly, held sealed. Opens no connection and knows no run."""
