DROP TABLE users.user_preferences;
DROP TABLE users.user_profiles;
DROP TABLE users.users;
