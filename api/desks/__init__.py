"""Lists and queues of the desks, and a permit as it is read."""
