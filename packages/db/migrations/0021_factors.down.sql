DROP TABLE auth.personal_access_tokens;
DROP TABLE auth.passkeys;
DROP TABLE auth.recovery_codes;
DROP TABLE auth.totp;
DROP TABLE auth.challenges;
