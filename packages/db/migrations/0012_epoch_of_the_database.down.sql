CREATE OR REPLACE FUNCTION sync.current_epoch() RETURNS text LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT concat_ws('.',
    (SELECT system_identifier FROM pg_control_system()),
    left(pg_walfile_name(pg_current_wal_lsn()), 8),
    e.life,
    e.restores)
  FROM sync.epoch e;
END;
