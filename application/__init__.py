"""The one write path (load, decide, append, answer), and what stays outside the append: papers, signatures, files."""
