/** What `user_version` of a file says that this program wrote. */
export const SCHEMA_VERSION = 2

const sinceFormat2 = `
  CREATE INDEX outbox_settled ON outbox (id) WHERE settled = 1;
  CREATE TABLE sent (id INTEGER PRIMARY KEY, at TEXT NOT NULL, entry TEXT NOT NULL) STRICT;
  CREATE INDEX sent_at ON sent (at);
  CREATE TABLE torn (n INTEGER PRIMARY KEY, piece TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`

/** Of a new file. */
export const schema = `
  CREATE TABLE page (key TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE journal (seq INTEGER PRIMARY KEY, event TEXT NOT NULL, page TEXT) STRICT;
  CREATE TABLE outbox (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, settled INTEGER NOT NULL) STRICT;
  CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL) STRICT;
  ${sinceFormat2}
`

/** Keeps the outbox; pages and journal of format 1 are joined anew. [D13] */
export const leaveFormat1 = `
  DELETE FROM page;
  DELETE FROM journal;
  ALTER TABLE journal ADD COLUMN page TEXT;
  ALTER TABLE outbox ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
  UPDATE outbox SET settled = json_extract(entry, '$.settlement') IS NOT NULL;
  ${sinceFormat2}
`
