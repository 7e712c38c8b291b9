DROP TABLE auth.email_verifications;
DROP TABLE auth.password_resets;
DROP TABLE auth.sessions;
