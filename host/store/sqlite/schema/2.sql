-- Who a visitor of a website is, as the website has proved.

ALTER TABLE addresses ADD COLUMN identity TEXT NOT NULL DEFAULT '';
CREATE INDEX addresses_identity ON addresses (identity, channel) WHERE identity <> '';

-- When it was that the address could be reached, or could not.
ALTER TABLE addresses ADD COLUMN reach_at INTEGER NOT NULL DEFAULT 0;

-- Where a message that failed halfway goes on.
ALTER TABLE messages ADD COLUMN unsent INTEGER;
ALTER TABLE messages ADD COLUMN unsent_job BLOB;
ALTER TABLE messages ADD COLUMN unsent_part INTEGER;

-- To find what has to be erased; few events are in them, and what is told is told of what is new.
ALTER TABLE events ADD COLUMN customer BLOB NOT NULL DEFAULT x'';
CREATE INDEX events_conversation ON events (conversation) WHERE data <> '' AND conversation <> x'';
CREATE INDEX events_customer ON events (customer) WHERE customer <> x'';
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into <> x'';
CREATE INDEX media_file ON media (sha256);

CREATE INDEX answers_at ON answers (at);
