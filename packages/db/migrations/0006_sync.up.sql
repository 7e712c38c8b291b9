-- The order of changes. A row gets its version under its lock; the change log says what changed and
-- in which buckets; the transaction's last act gives it the next number of each bucket it touched.

-- What a row belongs to. These functions are the only place that computes buckets.

CREATE FUNCTION sync.user_bucket(id uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN 'user:' || id::text;

CREATE FUNCTION sync.project_bucket(id uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN 'project:' || id::text;

CREATE FUNCTION sync.buckets_of_task(task tasks.tasks) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE
    WHEN (task).project_id IS NOT NULL
      THEN ARRAY[sync.project_bucket((task).project_id)]
    WHEN (task).assigned_to IS NULL OR (task).assigned_to = (task).created_by
      THEN ARRAY[sync.user_bucket((task).created_by)]
    ELSE ARRAY[sync.user_bucket((task).created_by), sync.user_bucket((task).assigned_to)]
  END;

CREATE FUNCTION sync.buckets_of_project(project tasks.projects) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY[sync.project_bucket((project).id)];

CREATE FUNCTION sync.buckets_of_member(member tasks.project_members) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY[sync.project_bucket((member).project_id)];

CREATE FUNCTION sync.buckets_of_user(account users.users) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY[sync.user_bucket((account).id)];

-- A member's id as devices know it.
CREATE FUNCTION sync.member_id(member tasks.project_members) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (member).project_id::text || ':' || (member).user_id::text;

-- What a person may see: their own bucket and those of the projects they have not left.
CREATE FUNCTION sync.granted_buckets(account uuid) RETURNS SETOF text LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT sync.user_bucket(account)
  UNION ALL
  SELECT sync.project_bucket(m.project_id)
  FROM tasks.project_members m
  WHERE m.user_id = account AND m.left_at IS NULL;
END;

CREATE FUNCTION sync.buckets_without(held text[], kept text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY(SELECT b FROM unnest(held) AS b WHERE b <> ALL (kept));

-- The log and the numbers.

CREATE TABLE sync.change_log (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  entity text NOT NULL,
  id text NOT NULL,
  version bigint NOT NULL,
  buckets text[] NOT NULL,
  left_buckets text[] NOT NULL DEFAULT '{}',

  PRIMARY KEY (xid, seq),
  CONSTRAINT valid_entity CHECK (entity IN ('task', 'project', 'member', 'user', 'grant'))
);

CREATE TABLE sync.buckets (
  id text COLLATE "C" PRIMARY KEY,
  n bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE sync.commits (
  bucket text COLLATE "C" NOT NULL,
  n bigint NOT NULL,
  xid xid8 NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),

  PRIMARY KEY (bucket, n)
);

CREATE INDEX idx_commits_xid ON sync.commits (xid);

-- Constraint triggers exist FOR EACH ROW only, so the one that numbers a transaction sits on a table
-- that gets one row per transaction and loses it again. Nothing here outlives a transaction.
CREATE UNLOGGED TABLE sync.transactions (
  xid xid8 PRIMARY KEY
);

CREATE FUNCTION sync.open_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  IF current_setting('sync.numbered', true) = pg_current_xact_id()::text THEN
    RAISE EXCEPTION 'a bucket was written after its transaction had been numbered'
      USING ERRCODE = 'invalid_transaction_state',
            HINT = 'SET CONSTRAINTS ALL IMMEDIATE numbers the transaction: write every synced row before it.';
  END IF;
  INSERT INTO sync.transactions (xid) VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER open_transaction AFTER INSERT ON sync.change_log
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.open_transaction();

-- Locks the touched buckets in the order of their ids, so that two of these never wait for each other.
CREATE FUNCTION sync.number_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH touched AS (
    SELECT DISTINCT b COLLATE "C" AS id
    FROM sync.change_log l, unnest(l.buckets || l.left_buckets) AS b
    WHERE l.xid = NEW.xid
  ), numbered AS (
    INSERT INTO sync.buckets AS bucket (id, n)
    SELECT id, 1 FROM touched ORDER BY id
    ON CONFLICT (id) DO UPDATE SET n = bucket.n + 1
    RETURNING id, n
  )
  INSERT INTO sync.commits (bucket, n, xid) SELECT id, n, NEW.xid FROM numbered;

  DELETE FROM sync.transactions WHERE xid = NEW.xid;
  PERFORM set_config('sync.numbered', NEW.xid::text, true);
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER number_transaction AFTER INSERT ON sync.transactions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sync.number_transaction();

-- Versions. On update the row is locked before its trigger runs. An insert first waits for whoever is
-- deleting a row of the same id, so that the row made anew is newer than the removal.

CREATE FUNCTION sync.stamp_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := nextval('sync.version_seq');
  RETURN NEW;
END $$;

CREATE FUNCTION sync.stamp_new_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM tasks.tasks WHERE id = NEW.id FOR KEY SHARE;
  NEW.version := nextval('sync.version_seq');
  RETURN NEW;
END $$;

CREATE FUNCTION sync.stamp_new_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM tasks.projects WHERE id = NEW.id FOR KEY SHARE;
  NEW.version := nextval('sync.version_seq');
  RETURN NEW;
END $$;

CREATE FUNCTION sync.stamp_new_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM tasks.project_members WHERE project_id = NEW.project_id AND user_id = NEW.user_id FOR KEY SHARE;
  NEW.version := nextval('sync.version_seq');
  RETURN NEW;
END $$;

CREATE TRIGGER stamp_insert BEFORE INSERT ON tasks.tasks
  FOR EACH ROW EXECUTE FUNCTION sync.stamp_new_task();
CREATE TRIGGER stamp_update BEFORE UPDATE ON tasks.tasks
  FOR EACH ROW EXECUTE FUNCTION sync.stamp_version();
CREATE TRIGGER stamp_insert BEFORE INSERT ON tasks.projects
  FOR EACH ROW EXECUTE FUNCTION sync.stamp_new_project();
CREATE TRIGGER stamp_update BEFORE UPDATE ON tasks.projects
  FOR EACH ROW EXECUTE FUNCTION sync.stamp_version();
CREATE TRIGGER stamp_insert BEFORE INSERT ON tasks.project_members
  FOR EACH ROW EXECUTE FUNCTION sync.stamp_new_member();
CREATE TRIGGER stamp_update BEFORE UPDATE ON tasks.project_members
  FOR EACH ROW EXECUTE FUNCTION sync.stamp_version();
CREATE TRIGGER stamp_write BEFORE INSERT OR UPDATE ON users.users
  FOR EACH ROW EXECUTE FUNCTION sync.stamp_version();

-- Logging, once per statement.

CREATE FUNCTION sync.log_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO sync.change_log (entity, id, version, buckets)
    SELECT 'task', n.id::text, n.version, sync.buckets_of_task(n) FROM new_rows n;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO sync.change_log (entity, id, version, buckets, left_buckets)
    SELECT 'task', n.id::text, n.version, sync.buckets_of_task(n),
           sync.buckets_without(sync.buckets_of_task(o), sync.buckets_of_task(n))
    FROM new_rows n JOIN old_rows o ON o.id = n.id;
  ELSE
    INSERT INTO sync.change_log (entity, id, version, buckets, left_buckets)
    SELECT 'task', o.id::text, nextval('sync.version_seq'), '{}', sync.buckets_of_task(o) FROM old_rows o;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION sync.log_projects() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO sync.change_log (entity, id, version, buckets, left_buckets)
    SELECT 'project', o.id::text, nextval('sync.version_seq'), '{}', sync.buckets_of_project(o) FROM old_rows o;
  ELSE
    INSERT INTO sync.change_log (entity, id, version, buckets)
    SELECT 'project', n.id::text, n.version, sync.buckets_of_project(n) FROM new_rows n;
  END IF;
  RETURN NULL;
END $$;

-- Joining or leaving also touches the bucket of that person: their devices must ask again what they hold.
CREATE FUNCTION sync.log_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO sync.change_log (entity, id, version, buckets)
    SELECT 'member', sync.member_id(n), n.version, sync.buckets_of_member(n) FROM new_rows n
    UNION ALL
    SELECT 'grant', sync.member_id(n), n.version, ARRAY[sync.user_bucket(n.user_id)] FROM new_rows n
    WHERE n.left_at IS NULL;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO sync.change_log (entity, id, version, buckets)
    SELECT 'member', sync.member_id(n), n.version, sync.buckets_of_member(n) FROM new_rows n
    UNION ALL
    SELECT 'grant', sync.member_id(n), n.version, ARRAY[sync.user_bucket(n.user_id)]
    FROM new_rows n JOIN old_rows o ON o.project_id = n.project_id AND o.user_id = n.user_id
    WHERE (n.left_at IS NULL) <> (o.left_at IS NULL);
  ELSE
    WITH removed AS (
      SELECT o.user_id, o.left_at, sync.member_id(o) AS id, sync.buckets_of_member(o) AS buckets,
             nextval('sync.version_seq') AS version
      FROM old_rows o
    )
    INSERT INTO sync.change_log (entity, id, version, buckets, left_buckets)
    SELECT 'member', id, version, '{}', buckets FROM removed
    UNION ALL
    SELECT 'grant', id, version, ARRAY[sync.user_bucket(user_id)], '{}' FROM removed WHERE left_at IS NULL;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION sync.log_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO sync.change_log (entity, id, version, buckets, left_buckets)
    SELECT 'user', o.id::text, nextval('sync.version_seq'), '{}', sync.buckets_of_user(o) FROM old_rows o;
  ELSE
    INSERT INTO sync.change_log (entity, id, version, buckets)
    SELECT 'user', n.id::text, n.version, sync.buckets_of_user(n) FROM new_rows n;
  END IF;
  RETURN NULL;
END $$;

-- A user as devices know them is three tables: touching one of the others makes the account newer.
CREATE FUNCTION sync.touch_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE users.users SET version = version WHERE id IN (SELECT user_id FROM new_rows);
  RETURN NULL;
END $$;

-- A member as devices know them shows the name and picture of the profile, also after leaving.
CREATE FUNCTION sync.touch_members_by_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE tasks.project_members SET version = version
  WHERE user_id IN (
    SELECT n.user_id FROM new_rows n JOIN old_rows o ON o.user_id = n.user_id
    WHERE (n.first_name, n.last_name, n.avatar_url) IS DISTINCT FROM (o.first_name, o.last_name, o.avatar_url)
  );
  RETURN NULL;
END $$;

CREATE TRIGGER log_insert AFTER INSERT ON tasks.tasks
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks();
CREATE TRIGGER log_update AFTER UPDATE ON tasks.tasks
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks();
CREATE TRIGGER log_delete AFTER DELETE ON tasks.tasks
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks();

CREATE TRIGGER log_insert AFTER INSERT ON tasks.projects
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_projects();
CREATE TRIGGER log_update AFTER UPDATE ON tasks.projects
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_projects();
CREATE TRIGGER log_delete AFTER DELETE ON tasks.projects
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_projects();

CREATE TRIGGER log_insert AFTER INSERT ON tasks.project_members
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_members();
CREATE TRIGGER log_update AFTER UPDATE ON tasks.project_members
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_members();
CREATE TRIGGER log_delete AFTER DELETE ON tasks.project_members
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_members();

CREATE TRIGGER log_insert AFTER INSERT ON users.users
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users();
CREATE TRIGGER log_update AFTER UPDATE ON users.users
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users();
CREATE TRIGGER log_delete AFTER DELETE ON users.users
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users();

CREATE TRIGGER touch_user_insert AFTER INSERT ON users.user_profiles
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.touch_users();
CREATE TRIGGER touch_user_update AFTER UPDATE ON users.user_profiles
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.touch_users();
CREATE TRIGGER touch_members AFTER UPDATE ON users.user_profiles
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.touch_members_by_profile();
CREATE TRIGGER touch_user_insert AFTER INSERT ON users.user_preferences
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.touch_users();
CREATE TRIGGER touch_user_update AFTER UPDATE ON users.user_preferences
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.touch_users();

-- Devices and what became of their mutations.

CREATE TABLE sync.clients (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  session_id uuid REFERENCES auth.sessions (id) ON DELETE SET NULL,
  last_mutation_id bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_seen_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_clients_user ON sync.clients (user_id);
CREATE INDEX idx_clients_session ON sync.clients (session_id);

CREATE TABLE sync.mutations (
  client_id uuid NOT NULL REFERENCES sync.clients (id) ON DELETE CASCADE,
  id bigint NOT NULL,
  name text NOT NULL,
  digest text NOT NULL,
  result jsonb NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),

  PRIMARY KEY (client_id, id)
);

-- One life of the database. A restore adds one; a schema made anew in the same cluster gets a new life.
CREATE TABLE sync.epoch (
  singleton boolean PRIMARY KEY DEFAULT true,
  life text NOT NULL DEFAULT left(gen_random_uuid()::text, 8),
  restores bigint NOT NULL DEFAULT 0,

  CONSTRAINT one_row CHECK (singleton)
);

INSERT INTO sync.epoch DEFAULT VALUES;

-- The timeline comes from the write-ahead log itself: pg_control_checkpoint() still named the old one
-- after a promotion.
CREATE FUNCTION sync.current_epoch() RETURNS text LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT concat_ws('.',
    (SELECT system_identifier FROM pg_control_system()),
    left(pg_walfile_name(pg_current_wal_lsn()), 8),
    e.life,
    e.restores)
  FROM sync.epoch e;
END;
