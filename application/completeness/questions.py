"""The comparisons that SQL makes: each row is a difference (kind, application, what is expected, what is found).

All are asked in one snapshot. Read models may be behind it, so applications with news that one of them has not seen are
left out there. What has to read every stored byte is asked for only when it is to be deep.
"""

from collections.abc import Mapping
from typing import LiteralString

HEAD: LiteralString = "SELECT clock_timestamp(), position FROM ledger.head"

LOG: LiteralString = """
SELECT 'position_missing', NULL::uuid, format('%%s to %%s', p.before + 1, p.position - 1), NULL
  FROM (SELECT notification_id AS position, lag(notification_id, 1, 0::bigint) OVER (ORDER BY notification_id) AS before
          FROM ledger.events) p
 WHERE p.position <> p.before + 1
 UNION ALL
SELECT 'version_missing', originator_id, format('versions 1 to %%s', max(originator_version)),
       format('%%s of them, from %%s on', count(*), min(originator_version))
  FROM ledger.events
 GROUP BY originator_id
HAVING min(originator_version) <> 1
    OR count(*) <> max(originator_version)
"""

ACCESS_LOG: LiteralString = """
SELECT 'access_missing', NULL::uuid, format('%%s to %%s', p.before + 1, p.position - 1), NULL
  FROM (SELECT position, lag(position, 1, 0::bigint) OVER (ORDER BY position) AS before
          FROM ledger.access_log) p
 WHERE p.position <> p.before + 1
 UNION ALL
SELECT 'access_wrong', application, format('what has the leaf of position %%s', position), 'something else'
  FROM ledger.access_log
 WHERE %(deep)s
   AND leaf IS DISTINCT FROM ledger.leaf(position, coalesce(application, '00000000-0000-0000-0000-000000000000'), 0,
                                         action, state, at, actor, role)
"""

LEAVES: LiteralString = """
SELECT 'leaf_wrong', originator_id, format('what has the leaf of position %%s', notification_id), 'something else'
  FROM ledger.events
 WHERE leaf IS DISTINCT FROM ledger.leaf(notification_id, originator_id, originator_version, topic, state, recorded_at,
                                         actor, role)
"""

COMMANDS: LiteralString = """
SELECT 'command_of_nothing', c.permit, NULL, format('version %%s at position %%s', c.version, c.position)
  FROM ledger.commands c
  LEFT JOIN ledger.events e
    ON e.notification_id = c.position
   AND e.originator_id = c.permit
   AND e.originator_version = c.version
 WHERE e.notification_id IS NULL
"""

NUMBERS: LiteralString = """
SELECT 'number_missing', NULL::uuid, format('%%s, numbers %%s to %%s', g.prefix, g.before + 1, g.seq - 1), NULL
  FROM (SELECT prefix, seq, lag(seq, 1, 0) OVER (PARTITION BY prefix ORDER BY seq) AS before
          FROM ledger.registrations) g
 WHERE g.seq <> g.before + 1
 UNION ALL
SELECT 'number_wrong', r.permit, w.number, r.number
  FROM ledger.registrations r
 CROSS JOIN LATERAL (SELECT r.prefix || '-' || lpad(r.seq::text, greatest(4, length(r.seq::text)), '0') AS number) w
 WHERE w.number <> r.number
 UNION ALL
SELECT 'number_of_nothing', r.permit, NULL, r.number
  FROM ledger.registrations r
 WHERE NOT EXISTS (SELECT FROM ledger.events e WHERE e.originator_id = r.permit)
 UNION ALL
SELECT 'application_unnumbered', s.permit, 'a registration number', NULL
  FROM (SELECT DISTINCT originator_id AS permit FROM ledger.events) s
  LEFT JOIN ledger.registrations r
    ON r.permit = s.permit
 WHERE r.permit IS NULL
   AND (SELECT e.topic
          FROM ledger.events e
         WHERE e.originator_id = s.permit
         ORDER BY e.originator_version
         LIMIT 1) <> ALL (%(office)s)
"""

KEYS: LiteralString = """
SELECT 'key_missing', r.permit, 'a key', NULL
  FROM ledger.registrations r
  LEFT JOIN ledger.keys k
    ON k.permit = r.permit
 WHERE k.permit IS NULL
   AND NOT EXISTS (SELECT FROM ledger.events e WHERE e.originator_id = r.permit AND e.topic = 'PersonalDataErased')
 UNION ALL
SELECT 'key_kept', e.originator_id, NULL, 'a key'
  FROM ledger.events e
  JOIN ledger.keys k
    ON k.permit = e.originator_id
 WHERE e.topic = 'PersonalDataErased'
   AND e.recorded_at < clock_timestamp() - interval '1 minute' -- it is destroyed a moment after the decision
 UNION ALL
SELECT 'key_of_nothing', k.permit, NULL, 'a key'
  FROM ledger.keys k
 WHERE NOT EXISTS (SELECT FROM ledger.events e WHERE e.originator_id = k.permit)
"""

# Before every question: applications with events that a read model has not seen, and the last version of each stream.
NEWS: LiteralString = """
WITH news AS (
    SELECT DISTINCT e.originator_id AS permit
      FROM ledger.events e
     WHERE e.notification_id > (SELECT min(c.position)
                                  FROM read.checkpoints c
                                 WHERE c.live
                                   AND c.projection IN ('cases', 'inbox', 'register'))
), streams AS (
    SELECT originator_id AS permit, max(originator_version) AS version
      FROM ledger.events
     GROUP BY originator_id
)
"""

# Who was forgotten is nobody's any more in the one list that knows an applicant's account; nobody else is.
PERSONS: LiteralString = """
SELECT CASE WHEN f.permit IS NULL THEN 'person_missing' ELSE 'person_kept' END, c.permit,
       CASE WHEN f.permit IS NULL THEN 'an applicant' END, CASE WHEN f.permit IS NOT NULL THEN 'an applicant' END
  FROM read.cases c
  LEFT JOIN (SELECT originator_id AS permit FROM ledger.events WHERE topic = 'PersonalDataErased') f USING (permit)
 WHERE (f.permit IS NULL) = (c.applicant_sub IS NULL)
   AND c.permit NOT IN (SELECT permit FROM news)
"""

READ_MODELS: LiteralString = """
SELECT 'read_model_behind', NULL::uuid, format('position %%s', h.position),
       format('%%s at position %%s', c.projection, c.position)
  FROM read.checkpoints c
 CROSS JOIN ledger.head h
  JOIN ledger.events e
    ON e.notification_id = c.position + 1
 WHERE c.live
   AND e.recorded_at < clock_timestamp() - interval '1 minute'
 UNION ALL
SELECT 'read_model_parked', p.permit, NULL, format('%%s from position %%s on', p.projection, p.from_position)
  FROM read.parked p
  JOIN read.checkpoints c
    ON c.projection = p.projection
   AND c.version = p.version
   AND c.live
"""

CASES: LiteralString = """
SELECT CASE WHEN c.version IS NULL THEN 'case_missing'
            WHEN s.version IS NULL THEN 'case_of_nothing'
            ELSE 'case_wrong'
       END,
       permit, 'version ' || s.version, 'version ' || c.version
  FROM streams s
  FULL JOIN read.cases c USING (permit)
 WHERE s.version IS DISTINCT FROM c.version
   AND permit NOT IN (SELECT permit FROM news)
   AND coalesce((SELECT e.topic
                   FROM ledger.events e
                  WHERE e.originator_id = permit
                  ORDER BY e.originator_version
                  LIMIT 1) <> ALL (%(office)s), true)
"""

REGISTER: LiteralString = """
SELECT CASE WHEN r.version IS NULL THEN 'register_missing'
            WHEN s.version IS NULL THEN 'register_of_nothing'
            ELSE 'register_wrong'
       END,
       permit, 'version ' || s.version, 'version ' || r.version
  FROM streams s
  FULL JOIN read.register r USING (permit)
 WHERE s.version IS DISTINCT FROM r.version
   AND permit NOT IN (SELECT permit FROM news)
   AND coalesce((SELECT e.topic
                   FROM ledger.events e
                  WHERE e.originator_id = permit
                  ORDER BY e.originator_version
                  LIMIT 1) <> ALL (%(office)s), true)
"""

# Where each file stands by its own stream. Those that are over are looked at only when it is to be deep.
QUEUES: LiteralString = """
, standing AS (
    SELECT o.permit, m.at_step, c.at AS in_list, i.at AS in_queue
      FROM (SELECT permit FROM read.cases WHERE step IS NOT NULL OR %(deep)s
             UNION
            SELECT permit FROM read.inbox) o
      LEFT JOIN (SELECT permit, format('step %%s, %%s', step, holder) AS at
                   FROM read.cases
                  WHERE step IS NOT NULL) c USING (permit)
      LEFT JOIN (SELECT permit, format('step %%s, %%s', step, role) AS at FROM read.inbox) i USING (permit)
      LEFT JOIN LATERAL (
            SELECT CASE WHEN e.topic = 'Routed'
                        THEN format('step %%s, %%s', f.fact ->> 'to_step', f.fact ->> 'to_role')
                   END AS at_step
              FROM ledger.events e
             CROSS JOIN LATERAL (SELECT convert_from(e.state, 'UTF8')::jsonb -> 'fact' AS fact) f
             WHERE e.originator_id = o.permit
               AND e.topic IN ('Routed', 'Delivered', 'Withdrawn', 'Lapsed', 'Revoked')
             ORDER BY e.originator_version DESC
             LIMIT 1) m ON true
     WHERE o.permit NOT IN (SELECT permit FROM news)
)
SELECT CASE WHEN in_queue IS NULL THEN 'queue_missing'
            WHEN at_step IS NULL THEN 'queue_of_nothing'
            ELSE 'queue_wrong'
       END, permit, at_step, in_queue
  FROM standing
 WHERE at_step IS DISTINCT FROM in_queue
 UNION ALL
SELECT 'case_wrong', permit, coalesce(at_step, 'over'), coalesce(in_list, 'over')
  FROM standing
 WHERE at_step IS DISTINCT FROM in_list
"""

# Every application that has, or should have, a decree: by a reservation, a claimed number, the register; and when it is
# to be deep by every signature in the log.
DECREES: LiteralString = """
SELECT c.permit, s.fact ->> 'number', s.fact ->> 'kind', s.fact ->> 'draft_sha256', s.fact ->> 'document_sha256',
       d.register, d.issued_on, d.seq, u.numbers, r.decree_number, r.decree_draft, r.document_sha256,
       n.permit IS NOT NULL, k.wrapped
  FROM (SELECT permit FROM ledger.decree_numbers
         UNION
        SELECT permit FROM ledger.uniques WHERE space = 'decree'
         UNION
        SELECT permit FROM read.register WHERE decree_number IS NOT NULL
         UNION
        SELECT originator_id FROM ledger.events WHERE %(deep)s AND topic = 'Signed') c
  LEFT JOIN LATERAL (SELECT convert_from(e.state, 'UTF8')::jsonb -> 'fact' AS fact
                       FROM ledger.events e
                      WHERE e.originator_id = c.permit
                        AND e.topic = 'Signed'
                      ORDER BY e.originator_version DESC
                      LIMIT 1) s ON true
  LEFT JOIN ledger.decree_numbers d
    ON d.permit = c.permit
   AND d.draft_sha256 = s.fact ->> 'draft_sha256'
  LEFT JOIN LATERAL (SELECT array_agg(value) AS numbers
                       FROM ledger.uniques
                      WHERE permit = c.permit
                        AND space = 'decree') u ON true
  LEFT JOIN read.register r
    ON r.permit = c.permit
  LEFT JOIN news n
    ON n.permit = c.permit
  LEFT JOIN ledger.keys k
    ON k.permit = c.permit
"""

# The same of the decree that took one back: numbered with the revocation, its paper signed with it, later or never.
REVOCATIONS: LiteralString = """
SELECT c.permit, s.fact ->> 'number', 'revocation', s.fact ->> 'draft_sha256', s.fact ->> 'document_sha256',
       d.register, d.issued_on, d.seq, NULL::text[], r.revocation_number, r.revocation_draft, r.revocation_sha256,
       n.permit IS NOT NULL, k.wrapped
  FROM (SELECT permit FROM ledger.decree_numbers WHERE register LIKE '%%/revocation'
         UNION
        SELECT permit FROM ledger.uniques WHERE space = 'decree' GROUP BY permit HAVING count(*) > 1
         UNION
        SELECT permit FROM read.register WHERE revocation_number IS NOT NULL OR revocation_sha256 IS NOT NULL
         UNION
        SELECT originator_id FROM ledger.events WHERE %(deep)s AND topic IN ('Revoked', 'RevocationSigned')) c
  LEFT JOIN LATERAL (SELECT convert_from(e.state, 'UTF8')::jsonb -> 'fact' AS fact
                       FROM ledger.events e
                      WHERE e.originator_id = c.permit
                        AND e.topic IN ('Revoked', 'RevocationSigned')
                      ORDER BY e.originator_version DESC
                      LIMIT 1) s ON true
  LEFT JOIN ledger.decree_numbers d
    ON d.permit = c.permit
   AND d.draft_sha256 = s.fact ->> 'draft_sha256'
  LEFT JOIN read.register r
    ON r.permit = c.permit
  LEFT JOIN news n
    ON n.permit = c.permit
  LEFT JOIN ledger.keys k
    ON k.permit = c.permit
"""

WRAPPED_KEYS: LiteralString = "SELECT permit, wrapped FROM ledger.keys"

EVERY: Mapping[str, LiteralString] = {
    "log": LOG,
    "access_log": ACCESS_LOG,
    "numbers": NUMBERS,
    "keys": KEYS,
    "read_models": READ_MODELS,
    "cases": CASES,
    "persons": PERSONS,
    "queues": QUEUES,
    "register": REGISTER,
}
DEEP: Mapping[str, LiteralString] = {"leaves": LEAVES, "commands": COMMANDS}
