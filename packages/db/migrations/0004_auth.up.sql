-- One row is one sign-in and its whole family of refresh tokens: a refresh rotates in place and
-- keeps the token before it, so that within the grace the same successor can be given again.
CREATE TABLE auth.sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  token_hash varchar(255) NOT NULL UNIQUE,
  refresh_token_hash varchar(255) NOT NULL UNIQUE,
  previous_refresh_token_hash varchar(255),
  rotated_at timestamptz(3),
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  client varchar(50) NOT NULL DEFAULT 'web',
  ip_address inet,
  user_agent text,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_accessed_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT valid_client CHECK (client IN ('web', 'desktop', 'tool'))
);

CREATE TABLE auth.password_resets (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  token_hash varchar(255) NOT NULL UNIQUE,
  expires_at timestamptz(3) NOT NULL,
  used boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- The address stands in the row: a link mailed to an old address must not verify a new one.
CREATE TABLE auth.email_verifications (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  email varchar(255) NOT NULL,
  token_hash varchar(255) NOT NULL UNIQUE,
  expires_at timestamptz(3) NOT NULL,
  used boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
