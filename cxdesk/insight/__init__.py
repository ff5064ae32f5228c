"""What the numbers say: change verdicts and process limits."""
