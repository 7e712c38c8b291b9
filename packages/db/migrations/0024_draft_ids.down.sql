-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS sync.idx_mutations_draft;
ALTER TABLE sync.mutations DROP COLUMN IF EXISTS draft_id;
ALTER TABLE sync.mutations DROP COLUMN IF EXISTS user_id;
