"""Papers for everybody: decrees, their verification, the register, tracking."""
