"""The demo network: public facts, invented people, and the code that reads and makes them."""
