"""The vault: where secret values are kept, what each was accepted for, and until when."""
