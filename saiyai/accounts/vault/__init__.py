"""An officer's vault: keys that open only with their own passphrase, apart from signing in. Knows no report and no case."""
