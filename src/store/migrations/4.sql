-- Every license has a stop key of its own: a session that crashed under one is reported when there may be another.

CREATE TABLE stop_keys_4 (
    client TEXT NOT NULL,
    kid TEXT NOT NULL,
    license TEXT NOT NULL,
    sealed_key TEXT NOT NULL,
    issued BIGINT NOT NULL,
    PRIMARY KEY (client, kid, license)
);
INSERT INTO stop_keys_4 (client, kid, license, sealed_key, issued)
    SELECT client, kid, '', sealed_key, issued FROM stop_keys;
DROP TABLE stop_keys;
ALTER TABLE stop_keys_4 RENAME TO stop_keys;
