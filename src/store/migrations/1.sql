-- One schema for SQLite and PostgreSQL: names and digests are lower-case hex or plain text, times are seconds since 1970,
-- secrets are sealed and in base64.

CREATE TABLE store_info (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE devices (
    client TEXT NOT NULL PRIMARY KEY,
    description TEXT NOT NULL,
    security_level BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);

CREATE TABLE accounts (
    service TEXT NOT NULL,
    account TEXT NOT NULL,
    created BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (service, account)
);

CREATE TABLE purchases (
    service TEXT NOT NULL,
    account TEXT NOT NULL,
    item TEXT NOT NULL,
    bought BIGINT NOT NULL,
    expires BIGINT,
    PRIMARY KEY (service, account, item)
);

CREATE TABLE issues (
    client TEXT NOT NULL,
    nonce TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    service TEXT NOT NULL,
    account TEXT,
    issued BIGINT NOT NULL,
    transaction_id TEXT,
    acknowledged BIGINT,
    answer TEXT NOT NULL,
    PRIMARY KEY (client, nonce),
    UNIQUE (client, transaction_id)
);

CREATE TABLE licenses (
    client TEXT NOT NULL,
    nonce TEXT NOT NULL,
    position BIGINT NOT NULL,
    rights_id TEXT NOT NULL,
    kid TEXT NOT NULL,
    persistent BIGINT NOT NULL,
    result BIGINT,
    deleted BIGINT,
    PRIMARY KEY (client, nonce, position)
);
CREATE INDEX licenses_of_a_device ON licenses (client, kid);

CREATE TABLE domains (
    service TEXT NOT NULL,
    account TEXT NOT NULL,
    revision BIGINT NOT NULL,
    device_limit BIGINT NOT NULL,
    members BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (service, account),
    CHECK (members >= 0 AND members <= device_limit)
);

CREATE TABLE domain_keys (
    service TEXT NOT NULL,
    account TEXT NOT NULL,
    revision BIGINT NOT NULL,
    sealed_key TEXT NOT NULL,
    certificate TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (service, account, revision)
);

CREATE TABLE members (
    service TEXT NOT NULL,
    account TEXT NOT NULL,
    client TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    joined BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (service, account, client)
);

CREATE TABLE metering_reports (
    client TEXT NOT NULL,
    metering_id TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (client, metering_id, transaction_id)
);

CREATE TABLE metering_counts (
    client TEXT NOT NULL,
    metering_id TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    kid TEXT NOT NULL,
    action TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (client, metering_id, transaction_id, kid, action)
);

CREATE TABLE stop_sessions (
    client TEXT NOT NULL,
    session TEXT NOT NULL,
    metering_id TEXT NOT NULL,
    kid TEXT,
    state TEXT NOT NULL,
    started BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    custom_data TEXT,
    verified BIGINT NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (client, session)
);

CREATE TABLE stop_keys (
    client TEXT NOT NULL,
    kid TEXT NOT NULL,
    sealed_key TEXT NOT NULL,
    issued BIGINT NOT NULL,
    PRIMARY KEY (client, kid)
);

CREATE TABLE streams (
    service TEXT NOT NULL,
    account TEXT NOT NULL,
    client TEXT NOT NULL,
    kid TEXT NOT NULL,
    opened BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (service, account, client, kid)
);
CREATE INDEX streams_of_a_device ON streams (client, kid);

CREATE TABLE deletions (
    client TEXT NOT NULL,
    session TEXT NOT NULL,
    received BIGINT NOT NULL,
    licenses BIGINT NOT NULL,
    PRIMARY KEY (client, session)
);

CREATE TABLE packaging_keys (
    service TEXT NOT NULL,
    program TEXT NOT NULL,
    kid TEXT NOT NULL UNIQUE,
    sealed_key TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (service, program)
);

CREATE TABLE audit_heads (
    chain TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    position BIGINT NOT NULL
);
