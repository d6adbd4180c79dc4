-- Key IDs of packagers belong to their service: two services may have the same one, with keys of their own.

CREATE TABLE packaging_keys_3 (
    service TEXT NOT NULL,
    program TEXT NOT NULL,
    kid TEXT NOT NULL,
    sealed_key TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (service, program),
    UNIQUE (service, kid)
);
INSERT INTO packaging_keys_3 (service, program, kid, sealed_key, created)
    SELECT service, program, kid, sealed_key, created FROM packaging_keys;
DROP TABLE packaging_keys;
ALTER TABLE packaging_keys_3 RENAME TO packaging_keys;
