-- The first account of an installation looks after the others.
-- contract: the function is there again, and the same, when this is committed.
-- Up to PostgreSQL 15 a table whose row type a function takes gets no column with a default.
DROP FUNCTION sync.buckets_of_user;
ALTER TABLE users.users ADD COLUMN admin boolean NOT NULL DEFAULT false;
CREATE FUNCTION sync.buckets_of_user(account users.users) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY[sync.user_bucket((account).id)];

-- What somebody asked about an address, before it is known whose that is: who asks learns nothing from
-- how long it takes. Worked off by a consumer, which takes the row away.
CREATE TABLE auth.account_requests (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind varchar(50) NOT NULL,
  email varchar(255) NOT NULL,
  registration jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT valid_kind CHECK (kind IN ('registration', 'password-reset')),
  CONSTRAINT registers_something CHECK ((kind = 'registration') = (registration IS NOT NULL))
);

CREATE TABLE auth.invitations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email varchar(255) NOT NULL,
  token_hash varchar(255) NOT NULL UNIQUE,
  invited_by uuid REFERENCES users.users (id) ON DELETE CASCADE,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  revoked_at timestamptz(3),
  mail varchar(50),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT valid_mail CHECK (mail IN ('sending', 'sent', 'refused', 'unknown'))
);

CREATE INDEX idx_invitations_email ON auth.invitations (lower(email));
CREATE INDEX idx_invitations_invited_by ON auth.invitations (invited_by);
