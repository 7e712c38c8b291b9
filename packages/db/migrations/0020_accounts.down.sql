DROP TABLE auth.invitations;
DROP TABLE auth.account_requests;
ALTER TABLE users.users DROP COLUMN admin;
