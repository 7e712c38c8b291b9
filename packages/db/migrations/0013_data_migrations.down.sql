DROP TABLE ops.data_migrations;
