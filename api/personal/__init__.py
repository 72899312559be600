"""The applicant's person: correction, erasure, unmasking with a reason, and the report of all that is known of one."""
