-- The index file: projections of the database, written behind the commits and made again from
-- nothing when lost. Keys are 64-bit hashes, which the row itself must confirm. A bucket is a run of
-- positions, so that random keys fall into the few pages of the newest bucket only.

CREATE TABLE progress (
    identity BLOB,       -- of the database this belongs to
    messages INTEGER,    -- position up to which messages are indexed
    deliveries INTEGER,  -- the same for deliveries, by number
    provider_keys INTEGER,
    touched INTEGER,     -- the same for what changed later, by number
    searched INTEGER     -- position up to which messages can be searched
);

CREATE TABLE message_index (
    bucket INTEGER, kind INTEGER, key INTEGER, rank INTEGER, position INTEGER,
    PRIMARY KEY (bucket, kind, key, rank, position)
) WITHOUT ROWID;

CREATE TABLE delivery_index (
    bucket INTEGER, key INTEGER, number INTEGER,
    PRIMARY KEY (bucket, key, number)
) WITHOUT ROWID;

-- rowid is a message's position, a customer's number.
CREATE VIRTUAL TABLE message_search USING fts5 (text, conversation UNINDEXED, detail = none);
CREATE VIRTUAL TABLE customer_search USING fts5 (text, detail = none);
