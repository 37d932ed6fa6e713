-- Why an address became its customer's, and when.

ALTER TABLE addresses ADD COLUMN linked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE addresses ADD COLUMN linked_at INTEGER NOT NULL DEFAULT 0;
