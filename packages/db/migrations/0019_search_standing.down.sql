DROP TABLE ops.search_standing;
