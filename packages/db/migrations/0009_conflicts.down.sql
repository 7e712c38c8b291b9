DROP FUNCTION sync.buckets_of_conflict;
DROP TABLE sync.conflicts;
DROP FUNCTION sync.log_conflicts;

DELETE FROM sync.change_log WHERE entity = 'conflict';
ALTER TABLE sync.change_log DROP CONSTRAINT valid_entity;
ALTER TABLE sync.change_log ADD CONSTRAINT valid_entity
  CHECK (entity IN ('task', 'project', 'member', 'user', 'grant'));
