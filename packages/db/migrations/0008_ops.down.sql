DROP TABLE ops.import_items;
DROP TABLE ops.import_runs;
