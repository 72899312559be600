"""The commands of the contract: bodies, routes, and what is answered."""
