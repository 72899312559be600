"""PostgreSQL: the embedded one, connections, migrations, retries."""
