-- Whose a file is that no message has yet.

ALTER TABLE media ADD COLUMN owner TEXT NOT NULL DEFAULT '';
