DROP SEQUENCE sync.version_seq;
DROP SCHEMA sync;
DROP SCHEMA audit;
DROP SCHEMA auth;
DROP SCHEMA tasks;
DROP SCHEMA users;
