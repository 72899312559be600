"""Signatures behind one port: a key file, a token (PKCS #11), or BSrE."""
