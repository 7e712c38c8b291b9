DROP TABLE users.mails;
DROP TABLE users.notifications;
