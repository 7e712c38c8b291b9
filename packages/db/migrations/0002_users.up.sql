-- Times keep three decimals, as they travel: what is read back equals what was written.
CREATE TABLE users.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email varchar(255) NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  password_hash varchar(255) NOT NULL,
  status varchar(50) NOT NULL DEFAULT 'active',
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  version bigint NOT NULL DEFAULT 0,

  CONSTRAINT valid_email CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$'),
  CONSTRAINT valid_status CHECK (status IN ('active', 'inactive', 'suspended', 'deleted'))
);

-- An address is free again once its account is deleted.
CREATE UNIQUE INDEX users_email_key ON users.users (lower(email)) WHERE status <> 'deleted';

CREATE TABLE users.user_profiles (
  user_id uuid PRIMARY KEY REFERENCES users.users (id) ON DELETE CASCADE,
  first_name varchar(100),
  last_name varchar(100),
  avatar_url text,
  bio text,
  location varchar(255),
  timezone varchar(50) NOT NULL DEFAULT 'UTC',
  language varchar(10) NOT NULL DEFAULT 'en',
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE users.user_preferences (
  user_id uuid PRIMARY KEY REFERENCES users.users (id) ON DELETE CASCADE,
  notifications jsonb NOT NULL DEFAULT '{}',
  privacy jsonb NOT NULL DEFAULT '{}',
  theme varchar(50) NOT NULL DEFAULT 'system',
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT valid_theme CHECK (theme IN ('light', 'dark', 'system'))
);
