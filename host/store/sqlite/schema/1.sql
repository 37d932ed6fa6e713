-- What is true. Everything a commit writes for a message is appended behind what is there or goes
-- to rows in use just now; what would be a random key lives in the index file (index.sql).
-- Ids are 18 bytes, kind and UUIDv7, so they sort by time; a null id is x''. Times are
-- milliseconds. Positions number messages and events in one sequence.

CREATE TABLE store (
    identity BLOB NOT NULL  -- the index file carries it too
);
INSERT INTO store VALUES (randomblob(16));

-- The columns that lists look at come first, so that a walk need not read the content.
CREATE TABLE messages (
    position INTEGER PRIMARY KEY,
    conversation BLOB, customer BLOB, channel TEXT, address TEXT, address_seq INTEGER,
    direction INTEGER, provider_id TEXT, client_token TEXT, status INTEGER,
    id BLOB, at INTEGER, sent_at INTEGER,
    author_kind INTEGER, author_id TEXT, author_name TEXT, seq INTEGER,
    failed INTEGER, error_code INTEGER, error_text TEXT, error_provider_code TEXT,
    reply_to BLOB, edited INTEGER, deleted INTEGER, created_as INTEGER, origin TEXT,
    context TEXT, content TEXT
);
CREATE UNIQUE INDEX messages_id ON messages (id);

CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    id BLOB, type INTEGER, at INTEGER, conversation BLOB, agent TEXT, message BLOB, data TEXT
);

CREATE TABLE deliveries (
    number INTEGER PRIMARY KEY,
    channel TEXT, provider_id TEXT, message BLOB, address_seq INTEGER, at INTEGER
);

-- The parts of messages that a provider made several of.
CREATE TABLE provider_keys (
    number INTEGER PRIMARY KEY,
    channel TEXT, provider_id TEXT, message BLOB, context TEXT
);
CREATE INDEX provider_keys_message ON provider_keys (message);

-- What the index has to look at again: kind 0 a message by position, kind 1 a customer by number, kind 2 a message
-- whose words are the same.
CREATE TABLE touched (
    number INTEGER PRIMARY KEY,
    kind INTEGER, target INTEGER
);

CREATE TABLE customers (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    name TEXT, locale TEXT, attributes TEXT, created INTEGER, merged_into BLOB, last_agent TEXT,
    last_conversation BLOB
);

CREATE TABLE addresses (
    address TEXT, channel TEXT, customer BLOB, name TEXT,
    verified INTEGER, reach INTEGER, first_seen INTEGER, last_seen INTEGER, picture TEXT,
    context TEXT, context_at INTEGER, next_seq INTEGER, read_seq INTEGER,
    PRIMARY KEY (address, channel)
) WITHOUT ROWID;
CREATE INDEX addresses_customer ON addresses (customer);

CREATE TABLE conversations (
    id BLOB PRIMARY KEY,
    customer BLOB, status INTEGER,
    handler INTEGER, channel TEXT, address TEXT, task BLOB, agent TEXT, attributes TEXT,
    opened INTEGER, last_message INTEGER, next_seq INTEGER, previous BLOB, closed_reason TEXT,
    executes INTEGER, execution BLOB, flow TEXT, flow_state TEXT, step TEXT,
    takes_messages INTEGER, steps INTEGER, flow_tag TEXT, flow_parameters TEXT, flow_awaits TEXT,
    has_bot INTEGER, bot TEXT, bot_tag TEXT, bot_parameters TEXT, bot_state TEXT,
    bot_timeout INTEGER, bot_call BLOB, bot_timer BLOB, bot_waiting TEXT, suspended TEXT
) WITHOUT ROWID;
CREATE INDEX conversations_customer ON conversations (customer, status);
CREATE INDEX conversations_open ON conversations (status) WHERE status = 0;

CREATE TABLE tasks (
    id BLOB PRIMARY KEY,
    customer BLOB, status INTEGER, queue TEXT,
    conversation BLOB, workflow TEXT, task_channel TEXT, priority INTEGER, attributes TEXT,
    reason TEXT, agent TEXT, created INTEGER, queue_entered INTEGER, expires INTEGER,
    filter INTEGER, target INTEGER, skipped INTEGER, assignments INTEGER,
    known_agent TEXT, known_agent_until INTEGER, declined TEXT
) WITHOUT ROWID;
CREATE INDEX tasks_customer ON tasks (customer);
CREATE INDEX tasks_queue ON tasks (queue, status);
CREATE INDEX tasks_status ON tasks (status);

CREATE TABLE reservations (
    id BLOB PRIMARY KEY,
    task BLOB, conversation BLOB, agent TEXT, task_channel TEXT, status INTEGER,
    created INTEGER, updated INTEGER, expires INTEGER
) WITHOUT ROWID;
CREATE INDEX reservations_agent ON reservations (agent, conversation);
CREATE INDEX reservations_live ON reservations (agent, conversation) WHERE status IN (0, 1, 6);

CREATE TABLE agents (
    agent TEXT PRIMARY KEY, activity TEXT, activity_since INTEGER, last_offered INTEGER
) WITHOUT ROWID;

CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    kind INTEGER, customer BLOB, conversation BLOB, message BLOB, channel TEXT, address TEXT,
    name TEXT, due INTEGER, attempts INTEGER, part INTEGER, execution BLOB, started INTEGER,
    payload TEXT
) WITHOUT ROWID;

CREATE TABLE plugin_values (
    instance TEXT, key TEXT, value TEXT, PRIMARY KEY (instance, key)
) WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY, agent TEXT, expires INTEGER
) WITHOUT ROWID;

CREATE TABLE answers (
    key TEXT PRIMARY KEY, answer TEXT, at INTEGER
) WITHOUT ROWID;

CREATE TABLE media (
    id BLOB PRIMARY KEY,
    message BLOB, attachment INTEGER, sha256 TEXT, mime TEXT, name TEXT, size INTEGER
) WITHOUT ROWID;
CREATE INDEX media_message ON media (message);
