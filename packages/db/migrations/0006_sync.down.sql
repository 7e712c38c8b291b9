DROP FUNCTION sync.current_epoch;
DROP TABLE sync.epoch;
DROP TABLE sync.mutations;
DROP TABLE sync.clients;

DROP TRIGGER touch_user_update ON users.user_preferences;
DROP TRIGGER touch_user_insert ON users.user_preferences;
DROP TRIGGER touch_members ON users.user_profiles;
DROP TRIGGER touch_user_update ON users.user_profiles;
DROP TRIGGER touch_user_insert ON users.user_profiles;

DROP TRIGGER log_delete ON users.users;
DROP TRIGGER log_update ON users.users;
DROP TRIGGER log_insert ON users.users;
DROP TRIGGER log_delete ON tasks.project_members;
DROP TRIGGER log_update ON tasks.project_members;
DROP TRIGGER log_insert ON tasks.project_members;
DROP TRIGGER log_delete ON tasks.projects;
DROP TRIGGER log_update ON tasks.projects;
DROP TRIGGER log_insert ON tasks.projects;
DROP TRIGGER log_delete ON tasks.tasks;
DROP TRIGGER log_update ON tasks.tasks;
DROP TRIGGER log_insert ON tasks.tasks;

DROP FUNCTION sync.touch_members_by_profile;
DROP FUNCTION sync.touch_users;
DROP FUNCTION sync.log_users;
DROP FUNCTION sync.log_members;
DROP FUNCTION sync.log_projects;
DROP FUNCTION sync.log_tasks;

DROP TRIGGER stamp_write ON users.users;
DROP TRIGGER stamp_update ON tasks.project_members;
DROP TRIGGER stamp_insert ON tasks.project_members;
DROP TRIGGER stamp_update ON tasks.projects;
DROP TRIGGER stamp_insert ON tasks.projects;
DROP TRIGGER stamp_update ON tasks.tasks;
DROP TRIGGER stamp_insert ON tasks.tasks;

DROP FUNCTION sync.stamp_new_member;
DROP FUNCTION sync.stamp_new_project;
DROP FUNCTION sync.stamp_new_task;
DROP FUNCTION sync.stamp_version;

DROP TABLE sync.transactions;
DROP FUNCTION sync.number_transaction;
DROP TABLE sync.commits;
DROP TABLE sync.buckets;
DROP TABLE sync.change_log;
DROP FUNCTION sync.open_transaction;

DROP FUNCTION sync.buckets_without;
DROP FUNCTION sync.granted_buckets;
DROP FUNCTION sync.member_id;
DROP FUNCTION sync.buckets_of_user;
DROP FUNCTION sync.buckets_of_member;
DROP FUNCTION sync.buckets_of_project;
DROP FUNCTION sync.buckets_of_task;
DROP FUNCTION sync.project_bucket;
DROP FUNCTION sync.user_bucket;
