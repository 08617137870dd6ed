"""Shell commands understood: parsed, walked, and told as effects on things. Pure; nothing is run or looked up."""
