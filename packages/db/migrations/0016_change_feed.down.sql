DROP TABLE ops.dead_letters;
DROP TABLE ops.feed_positions;
ALTER TABLE audit.activity_log DROP COLUMN xid;
