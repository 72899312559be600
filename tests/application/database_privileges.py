"""What the catalog of a database says that our roles may do: read from PostgreSQL itself."""

from collections import defaultdict
from typing import LiteralString

import psycopg

from application.postgres.database import APP, AUDITOR, BACKUP, OWNER, PROJECTOR
from application.postgres.privileges import SCHEMAS

ROLES = (OWNER, APP, PROJECTOR, AUDITOR, BACKUP)
Granted = dict[str, dict[str, str]]

_RELATIONS: LiteralString = """
SELECT n.nspname || '.' || c.relname, r.role, p.privilege, NULL, c.relowner::regrole::text = r.role
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN unnest(%(roles)s::text[]) r(role)
 CROSS JOIN unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) WITH ORDINALITY p(privilege, n)
 WHERE n.nspname = ANY (%(schemas)s)
   AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
   AND has_table_privilege(r.role, c.oid, p.privilege)
 ORDER BY 1, p.n
"""
_COLUMNS: LiteralString = """
SELECT n.nspname || '.' || c.relname, r.role, p.privilege, string_agg(a.attname, ', ' ORDER BY a.attnum), false
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 CROSS JOIN unnest(%(roles)s::text[]) r(role)
 CROSS JOIN unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) WITH ORDINALITY p(privilege, n)
 WHERE n.nspname = ANY (%(schemas)s)
   AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
   AND has_column_privilege(r.role, c.oid, a.attnum, p.privilege)
   AND NOT has_table_privilege(r.role, c.oid, p.privilege)
 GROUP BY 1, 2, 3, p.n
 ORDER BY 1, p.n
"""
_FUNCTIONS: LiteralString = """
SELECT n.nspname || '.' || f.proname || '()', r.role, 'EXECUTE', NULL, f.proowner::regrole::text = r.role
  FROM pg_proc f
  JOIN pg_namespace n ON n.oid = f.pronamespace
 CROSS JOIN unnest(%(roles)s::text[]) r(role)
 WHERE n.nspname = ANY (%(schemas)s)
   AND has_function_privilege(r.role, f.oid, 'EXECUTE')
 ORDER BY 1
"""
_SCHEMAS: LiteralString = """
SELECT n.nspname, r.role, p.privilege, NULL, n.nspowner::regrole::text = r.role
  FROM pg_namespace n
 CROSS JOIN unnest(%(roles)s::text[]) r(role)
 CROSS JOIN unnest('{USAGE,CREATE}'::text[]) WITH ORDINALITY p(privilege, n)
 WHERE n.nspname = ANY (%(schemas)s)
   AND has_schema_privilege(r.role, n.oid, p.privilege)
 ORDER BY 1, p.n
"""


def granted(url: str, schemas: tuple[str, ...] = SCHEMAS) -> Granted:
    """Return what each role may do with each schema, relation and function: `owns`, or what it was granted."""
    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with psycopg.connect(url) as connection:
        for query in (_SCHEMAS, _RELATIONS, _COLUMNS, _FUNCTIONS):
            rows = connection.execute(query, {"roles": list(ROLES), "schemas": list(schemas)})
            for name, role, privilege, columns, owns in rows.fetchall():
                text = "owns" if owns else f"{privilege} ({columns})" if columns else privilege
                if text not in found[name][role]:
                    found[name][role].append(text)
    return {name: {role: ", ".join(privileges) for role, privileges in roles.items()} for name, roles in found.items()}
