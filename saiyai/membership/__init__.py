"""Applications, members and their cards: from an empty form to a card that anyone can verify, and all that follows."""
