DROP TABLE ops.cache_fence;
