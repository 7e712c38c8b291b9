-- no-transaction
-- What somebody did has a draft id that stays when it is sent under another client or number. Of what
-- was applied it is kept with whose it is, so that no record applies it twice; else it is null.
ALTER TABLE sync.mutations ADD COLUMN IF NOT EXISTS user_id uuid;
ALTER TABLE sync.mutations ADD COLUMN IF NOT EXISTS draft_id uuid;

-- A build that was cut short leaves an invalid index behind, hence the DROP before its CREATE.
DROP INDEX CONCURRENTLY IF EXISTS sync.idx_mutations_draft;
CREATE UNIQUE INDEX CONCURRENTLY idx_mutations_draft ON sync.mutations (user_id, draft_id)
  WHERE draft_id IS NOT NULL;
