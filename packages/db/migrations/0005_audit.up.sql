-- What happened, with the values before and after in metadata. The actor is a bare id and not a
-- foreign key: the entry outlives the account, which by then names nobody.
CREATE TABLE audit.activity_log (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  entity_type varchar(50) NOT NULL,
  entity_id uuid NOT NULL,
  action varchar(50) NOT NULL,
  actor_id uuid,
  metadata jsonb NOT NULL DEFAULT '{}',
  version bigint NOT NULL DEFAULT nextval('sync.version_seq'),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
