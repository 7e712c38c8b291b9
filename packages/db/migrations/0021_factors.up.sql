-- What one client was asked to answer, once and soon: the second step of a sign-in, or a passkey. The
-- row goes when it was answered.
CREATE TABLE auth.challenges (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  purpose varchar(50) NOT NULL,
  user_id uuid REFERENCES users.users (id) ON DELETE CASCADE,
  challenge varchar(255),
  wrong_tries integer NOT NULL DEFAULT 0,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT valid_purpose
    CHECK (purpose IN ('second-factor', 'passkey-sign-in', 'passkey-registration')),
  CONSTRAINT asks_something CHECK ((purpose = 'second-factor') = (challenge IS NULL)),
  CONSTRAINT asks_somebody CHECK (purpose = 'passkey-sign-in' OR user_id IS NOT NULL)
);

CREATE INDEX idx_challenges_user ON auth.challenges (user_id);
CREATE INDEX idx_challenges_expires ON auth.challenges (expires_at);

-- The secret is encrypted: who reads the database alone cannot make codes.
CREATE TABLE auth.totp (
  user_id uuid PRIMARY KEY REFERENCES users.users (id) ON DELETE CASCADE,
  sealed_secret varchar(255) NOT NULL,
  last_step bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- A code that was used is gone.
CREATE TABLE auth.recovery_codes (
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  code_hash varchar(255) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE auth.passkeys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  name varchar(100) NOT NULL,
  credential_id text NOT NULL UNIQUE,
  public_key text NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_used_at timestamptz(3)
);

CREATE INDEX idx_passkeys_user ON auth.passkeys (user_id);

CREATE TABLE auth.personal_access_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  name varchar(100) NOT NULL,
  token_hash varchar(255) NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT valid_scopes
    CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'write', 'admin'])
);

CREATE INDEX idx_personal_access_tokens_user ON auth.personal_access_tokens (user_id);
