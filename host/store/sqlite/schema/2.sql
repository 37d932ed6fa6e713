-- Who a visitor of a website is, as the website has proved.

ALTER TABLE addresses ADD COLUMN identity TEXT NOT NULL DEFAULT '';
CREATE INDEX addresses_identity ON addresses (identity, channel) WHERE identity <> '';

-- When it was that the address could be reached, or could not.
ALTER TABLE addresses ADD COLUMN reach_at INTEGER NOT NULL DEFAULT 0;
