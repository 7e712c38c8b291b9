-- The schema ops is the runner's own: it holds ops.migrations and outlives every migration.
CREATE SCHEMA users;
CREATE SCHEMA tasks;
CREATE SCHEMA auth;
CREATE SCHEMA audit;
CREATE SCHEMA sync;

-- One sequence for every synced row and every audit entry: what is newer has the larger number.
CREATE SEQUENCE sync.version_seq;
