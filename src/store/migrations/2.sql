-- Computers are members of a kind of their own, with a limit of their own. Members of before are devices.

CREATE TABLE domains_2 (
    service TEXT NOT NULL,
    account TEXT NOT NULL,
    revision BIGINT NOT NULL,
    device_limit BIGINT NOT NULL,
    devices BIGINT NOT NULL,
    computer_limit BIGINT NOT NULL,
    computers BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (service, account),
    CHECK (devices >= 0 AND devices <= device_limit),
    CHECK (computers >= 0 AND computers <= computer_limit)
);
INSERT INTO domains_2 (service, account, revision, device_limit, devices, computer_limit, computers, created, changed)
    SELECT service, account, revision, device_limit, members, 0, 0, created, changed FROM domains;
DROP TABLE domains;
ALTER TABLE domains_2 RENAME TO domains;

ALTER TABLE members ADD COLUMN kind TEXT NOT NULL DEFAULT 'device';
