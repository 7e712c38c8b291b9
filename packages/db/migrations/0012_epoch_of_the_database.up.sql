-- A database made from a copy, or loaded from a dump, has an oid of its own: what devices were told by
-- the one that it replaces does not hold for it, though nobody counted a restore.
CREATE OR REPLACE FUNCTION sync.current_epoch() RETURNS text LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT concat_ws('.',
    (SELECT system_identifier FROM pg_control_system()),
    left(pg_walfile_name(pg_current_wal_lsn()), 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    e.life,
    e.restores)
  FROM sync.epoch e;
END;
