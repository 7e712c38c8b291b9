DROP TABLE tasks.tasks;
DROP TABLE tasks.project_members;
DROP TABLE tasks.projects;
