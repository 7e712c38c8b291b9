DROP TABLE audit.activity_log;
