//! Domains: their revisions and keys, and which devices are members.
//!
//! A domain belongs to one account of one service. Its row carries the counts of its members, computers apart from other devices, each
//! with its limit; whoever changes the membership locks that row first, so that devices that join at the same time, on any number of
//! servers, never pass a limit. The keys of all revisions are kept: content of an older revision still plays.

use zeroize::Zeroizing;

use super::{Change, ClientId, Db, Place, Query, int, uint};
use crate::keys::text::{from_base64, to_base64, to_hex};
use crate::{Error, Result};

/// Which domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DomainId {
    /// The service ID of the header (`DS_ID`), or any name of a service.
    pub service: String,
    /// The account.
    pub account: String,
}

impl DomainId {
    fn contends_for(&self) -> String {
        format!("domain {} {}", self.service, self.account)
    }

    /// The domain as it stands, with its row locked until the transaction ends.
    async fn lock(&self, now: u64, db: &mut Db) -> Result<Option<Domain>> {
        let row: Option<Columns> = sqlx::query_as(
            "UPDATE domains SET changed = $3 WHERE service = $1 AND account = $2
             RETURNING revision, device_limit, devices, computer_limit, computers",
        )
        .bind(&self.service)
        .bind(&self.account)
        .bind(int(now))
        .fetch_optional(db.sql())
        .await?;
        Ok(row.map(Domain::from_row))
    }

    async fn add_key(&self, key: &DomainKey, now: u64, db: &mut Db) -> Result<()> {
        let revision = key.revision.to_string();
        let sealed =
            db.seal(&self.place(&[&self.service, &self.account, &revision]), key.private_key.as_slice())?;
        sqlx::query(
            "INSERT INTO domain_keys (service, account, revision, sealed_key, certificate, created)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&self.service)
        .bind(&self.account)
        .bind(i64::from(key.revision))
        .bind(sealed)
        .bind(to_base64(&key.certificate))
        .bind(int(now))
        .execute(db.sql())
        .await?;
        Ok(())
    }

    fn place<'a>(&self, key: &'a [&'a str]) -> Place<'a> {
        Place("domain_keys", key)
    }

    async fn count(&self, kind: MemberKind, change: i64, db: &mut Db) -> Result<()> {
        let sql = match kind {
            MemberKind::Device => {
                "UPDATE domains SET devices = devices + $3 WHERE service = $1 AND account = $2"
            }
            MemberKind::Computer => {
                "UPDATE domains SET computers = computers + $3 WHERE service = $1 AND account = $2"
            }
        };
        sqlx::query(sql).bind(&self.service).bind(&self.account).bind(change).execute(db.sql()).await?;
        Ok(())
    }
}

/// A domain as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The newest revision.
    pub revision: u32,
    /// Most devices that are no computers.
    pub device_limit: u32,
    /// Devices now.
    pub devices: u32,
    /// Most computers.
    pub computer_limit: u32,
    /// Computers now.
    pub computers: u32,
}

/// The columns of a domain, in the order of its members.
type Columns = (i64, i64, i64, i64, i64);

impl Domain {
    fn from_row((revision, device_limit, devices, computer_limit, computers): Columns) -> Self {
        let number = |value| u32::try_from(value).unwrap_or(0);
        Self {
            revision: number(revision),
            device_limit: number(device_limit),
            devices: number(devices),
            computer_limit: number(computer_limit),
            computers: number(computers),
        }
    }

    /// Devices and computers.
    pub fn members(&self) -> u32 {
        self.devices.saturating_add(self.computers)
    }

    fn has_room(&self, kind: MemberKind) -> bool {
        match kind {
            MemberKind::Device => self.devices < self.device_limit,
            MemberKind::Computer => self.computers < self.computer_limit,
        }
    }

    /// The count of a kind.
    fn of(&mut self, kind: MemberKind) -> &mut u32 {
        match kind {
            MemberKind::Device => &mut self.devices,
            MemberKind::Computer => &mut self.computers,
        }
    }
}

/// The key pair of one revision.
#[derive(Clone)]
pub struct DomainKey {
    /// The revision.
    pub revision: u32,
    /// The private key.
    pub private_key: Zeroizing<[u8; 32]>,
    /// The domain certificate with its chain.
    pub certificate: Vec<u8>,
}

impl std::fmt::Debug for DomainKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DomainKey").field("revision", &self.revision).finish_non_exhaustive()
    }
}

/// Makes a domain unless it exists, and sets its limits. A limit below the present members stays at their number.
#[derive(Clone, Debug)]
pub struct OpenDomain {
    /// Which.
    pub domain: DomainId,
    /// Most devices that are no computers.
    pub device_limit: u32,
    /// Most computers.
    pub computer_limit: u32,
    /// The key of its first revision, used only when the domain is new.
    pub first_key: DomainKey,
    /// Seconds since 1970.
    pub now: u64,
}

impl Change for OpenDomain {
    type Outcome = Domain;

    fn contends_for(&self) -> String {
        self.domain.contends_for()
    }

    async fn apply(&self, db: &mut Db) -> Result<Domain> {
        let new = sqlx::query(
            "INSERT INTO domains (service, account, revision, device_limit, devices, computer_limit, computers, created, changed)
             VALUES ($1, $2, $3, $4, 0, $5, 0, $6, $6) ON CONFLICT (service, account) DO NOTHING",
        )
        .bind(&self.domain.service)
        .bind(&self.domain.account)
        .bind(i64::from(self.first_key.revision))
        .bind(i64::from(self.device_limit))
        .bind(i64::from(self.computer_limit))
        .bind(int(self.now))
        .execute(db.sql())
        .await?
        .rows_affected()
            == 1;
        if new {
            self.domain.add_key(&self.first_key, self.now, db).await?;
        }
        let row = sqlx::query_as(
            "UPDATE domains SET device_limit = CASE WHEN devices > $3 THEN devices ELSE $3 END,
             computer_limit = CASE WHEN computers > $4 THEN computers ELSE $4 END
             WHERE service = $1 AND account = $2 RETURNING revision, device_limit, devices, computer_limit, computers",
        )
        .bind(&self.domain.service)
        .bind(&self.domain.account)
        .bind(i64::from(self.device_limit))
        .bind(i64::from(self.computer_limit))
        .fetch_one(db.sql())
        .await?;
        Ok(Domain::from_row(row))
    }
}

/// Makes a device a member. A member that joins again stays one, of the kind that it is, and has the newest revision.
#[derive(Clone, Debug)]
pub struct JoinDomain {
    /// Which.
    pub domain: DomainId,
    /// The device.
    pub client: ClientId,
    /// Which limit it counts against.
    pub kind: MemberKind,
    /// Its friendly name.
    pub name: String,
    /// Seconds since 1970.
    pub now: u64,
}

/// What came of joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// A member now.
    Joined(Domain),
    /// It was a member before.
    Repeated(Domain),
    /// The domain has as many members of the kind as it may have.
    LimitReached(Domain),
    /// There is no such domain.
    UnknownDomain,
}

impl Change for JoinDomain {
    type Outcome = Joined;

    fn contends_for(&self) -> String {
        self.domain.contends_for()
    }

    async fn apply(&self, db: &mut Db) -> Result<Joined> {
        let Some(mut domain) = self.domain.lock(self.now, db).await? else {
            return Ok(Joined::UnknownDomain);
        };
        let member = MemberOf { domain: self.domain.clone(), client: self.client }.ask(db).await?;
        let present = member.filter(|member| member.state == MemberState::Member);
        let kind = present.map_or(self.kind, |member| member.kind);
        if present.is_none() && !domain.has_room(kind) {
            return Ok(Joined::LimitReached(domain));
        }
        sqlx::query(
            "INSERT INTO members (service, account, client, kind, name, state, revision, joined, changed)
             VALUES ($1, $2, $3, $4, $5, 'member', $6, $7, $7)
             ON CONFLICT (service, account, client) DO UPDATE SET kind = excluded.kind,
             name = excluded.name, state = excluded.state, revision = excluded.revision, changed = excluded.changed",
        )
        .bind(&self.domain.service)
        .bind(&self.domain.account)
        .bind(to_hex(&self.client))
        .bind(kind.name())
        .bind(&self.name)
        .bind(i64::from(domain.revision))
        .bind(int(self.now))
        .execute(db.sql())
        .await?;
        if present.is_some() {
            return Ok(Joined::Repeated(domain));
        }
        self.domain.count(kind, 1, db).await?;
        *domain.of(kind) += 1;
        Ok(Joined::Joined(domain))
    }
}

/// Ends a membership: the device leaves, or the service removes it.
#[derive(Clone, Debug)]
pub struct LeaveDomain {
    /// Which.
    pub domain: DomainId,
    /// The device.
    pub client: ClientId,
    /// Whether the service removes it; its requests are then refused until it joins anew.
    pub removed: bool,
    /// Seconds since 1970.
    pub now: u64,
}

/// What came of leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// No member any more.
    Left(Domain),
    /// It had left, or had been removed, before.
    Repeated,
    /// It never was a member.
    NotAMember,
    /// There is no such domain.
    UnknownDomain,
}

impl Change for LeaveDomain {
    type Outcome = Left;

    fn contends_for(&self) -> String {
        self.domain.contends_for()
    }

    async fn apply(&self, db: &mut Db) -> Result<Left> {
        let Some(mut domain) = self.domain.lock(self.now, db).await? else { return Ok(Left::UnknownDomain) };
        let member = match (MemberOf { domain: self.domain.clone(), client: self.client }).ask(db).await? {
            None => return Ok(Left::NotAMember),
            Some(member) if member.state != MemberState::Member => return Ok(Left::Repeated),
            Some(member) => member,
        };
        let state = if self.removed { MemberState::Removed } else { MemberState::Left };
        sqlx::query(
            "UPDATE members SET state = $4, changed = $5 WHERE service = $1 AND account = $2 AND client = $3",
        )
        .bind(&self.domain.service)
        .bind(&self.domain.account)
        .bind(to_hex(&self.client))
        .bind(state.name())
        .bind(int(self.now))
        .execute(db.sql())
        .await?;
        self.domain.count(member.kind, -1, db).await?;
        let count = domain.of(member.kind);
        *count = count.saturating_sub(1);
        Ok(Left::Left(domain))
    }
}

/// Gives a domain a new revision with a new key.
#[derive(Clone, Debug)]
pub struct RenewDomain {
    /// Which.
    pub domain: DomainId,
    /// The next revision: one above the newest. Any other changes nothing, so a renewal that is repeated renews once.
    pub key: DomainKey,
    /// Seconds since 1970.
    pub now: u64,
}

impl Change for RenewDomain {
    /// The domain as it stands then; none when there is no such domain.
    type Outcome = Option<Domain>;

    fn contends_for(&self) -> String {
        self.domain.contends_for()
    }

    async fn apply(&self, db: &mut Db) -> Result<Option<Domain>> {
        let Some(mut domain) = self.domain.lock(self.now, db).await? else { return Ok(None) };
        if domain.revision.checked_add(1) != Some(self.key.revision) {
            return Ok(Some(domain));
        }
        self.domain.add_key(&self.key, self.now, db).await?;
        sqlx::query("UPDATE domains SET revision = $3 WHERE service = $1 AND account = $2")
            .bind(&self.domain.service)
            .bind(&self.domain.account)
            .bind(i64::from(self.key.revision))
            .execute(db.sql())
            .await?;
        domain.revision = self.key.revision;
        Ok(Some(domain))
    }
}

/// A domain as it stands.
#[derive(Clone, Debug)]
pub struct DomainOf(pub DomainId);

impl Query for DomainOf {
    type Answer = Option<Domain>;

    async fn ask(&self, db: &mut Db) -> Result<Option<Domain>> {
        let row = sqlx::query_as(
            "SELECT revision, device_limit, devices, computer_limit, computers FROM domains WHERE service = $1 AND account = $2",
        )
        .bind(&self.0.service)
        .bind(&self.0.account)
        .fetch_optional(db.sql())
        .await?;
        Ok(row.map(Domain::from_row))
    }
}

/// The keys of a domain, oldest revision first.
#[derive(Clone, Debug)]
pub struct DomainKeys(pub DomainId);

impl Query for DomainKeys {
    type Answer = Vec<DomainKey>;

    async fn ask(&self, db: &mut Db) -> Result<Vec<DomainKey>> {
        let DomainId { service, account } = &self.0;
        let rows: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT revision, sealed_key, certificate FROM domain_keys WHERE service = $1 AND account = $2 ORDER BY revision",
        )
        .bind(service)
        .bind(account)
        .fetch_all(db.sql())
        .await?;
        let read = |(revision, sealed, certificate): (i64, String, String)| {
            let broken =
                || Error::malformed(format!("the key of revision {revision} in the store is broken"));
            let private_key =
                db.unseal(&self.0.place(&[service, account, &revision.to_string()]), &sealed)?;
            let mut key = Zeroizing::new([0; 32]);
            if private_key.len() != key.len() {
                return Err(broken());
            }
            key.copy_from_slice(&private_key);
            let certificate = from_base64(&certificate).ok_or_else(broken)?;
            Ok(DomainKey {
                revision: u32::try_from(revision).map_err(|_| broken())?,
                private_key: key,
                certificate,
            })
        };
        rows.into_iter().map(read).collect()
    }
}

/// Which limit of a domain a member counts against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// Whatever is no computer.
    Device,
    /// A computer.
    Computer,
}

impl MemberKind {
    fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Computer => "computer",
        }
    }
}

/// How a device stands to a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberState {
    /// It is a member.
    Member,
    /// It left.
    Left,
    /// The service removed it.
    Removed,
}

impl MemberState {
    fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Left => "left",
            Self::Removed => "removed",
        }
    }
}

/// A device that is or was a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Which limit it counts against.
    pub kind: MemberKind,
    /// How it stands.
    pub state: MemberState,
    /// The revision that it joined or renewed last.
    pub revision: u32,
    /// When it joined first.
    pub joined: u64,
}

/// How a device stands to a domain; none when it never was a member.
#[derive(Clone, Debug)]
pub struct MemberOf {
    /// Which.
    pub domain: DomainId,
    /// The device.
    pub client: ClientId,
}

impl Query for MemberOf {
    type Answer = Option<Member>;

    async fn ask(&self, db: &mut Db) -> Result<Option<Member>> {
        let row: Option<(String, String, i64, i64)> = sqlx::query_as(
            "SELECT kind, state, revision, joined FROM members WHERE service = $1 AND account = $2 AND client = $3",
        )
        .bind(&self.domain.service)
        .bind(&self.domain.account)
        .bind(to_hex(&self.client))
        .fetch_optional(db.sql())
        .await?;
        let Some((kind, state, revision, joined)) = row else { return Ok(None) };
        let known = [MemberKind::Device, MemberKind::Computer];
        let kind = known.into_iter().find(|known| known.name() == kind);
        let kind = kind.ok_or_else(|| Error::malformed("a member in the store is of an unknown kind"))?;
        let known = [MemberState::Member, MemberState::Left, MemberState::Removed];
        let state = known.into_iter().find(|known| known.name() == state);
        let state = state.ok_or_else(|| Error::malformed("a member in the store has an unknown state"))?;
        Ok(Some(Member { kind, state, revision: u32::try_from(revision).unwrap_or(0), joined: uint(joined) }))
    }
}
