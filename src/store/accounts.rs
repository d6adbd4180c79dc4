//! Accounts of the users of a service, and what they bought: what a license is issued again for on another device.

use super::{Change, Db, Query, int, uint};
use crate::Result;

/// Makes an account known. Repeating it changes nothing.
#[derive(Clone, Debug)]
pub struct OpenAccount {
    /// The service that the account belongs to.
    pub service: String,
    /// The account.
    pub account: String,
    /// Seconds since 1970.
    pub now: u64,
}

impl Change for OpenAccount {
    /// Whether the account is new.
    type Outcome = bool;

    fn contends_for(&self) -> String {
        format!("account {} {}", self.service, self.account)
    }

    async fn apply(&self, db: &mut Db) -> Result<bool> {
        let done = sqlx::query(
            "INSERT INTO accounts (service, account, created, seen) VALUES ($1, $2, $3, $3)
             ON CONFLICT (service, account) DO NOTHING",
        )
        .bind(&self.service)
        .bind(&self.account)
        .bind(int(self.now))
        .execute(db.sql())
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

/// Whether an account is known.
#[derive(Clone, Debug)]
pub struct KnowsAccount {
    /// The service.
    pub service: String,
    /// The account.
    pub account: String,
}

impl Query for KnowsAccount {
    type Answer = bool;

    async fn ask(&self, db: &mut Db) -> Result<bool> {
        let row: Option<(i64,)> =
            sqlx::query_as("SELECT created FROM accounts WHERE service = $1 AND account = $2")
                .bind(&self.service)
                .bind(&self.account)
                .fetch_optional(db.sql())
                .await?;
        Ok(row.is_some())
    }
}

/// Records that an account bought (or rented) an item. Buying it again moves the end of the right, never back.
#[derive(Clone, Debug)]
pub struct Buy {
    /// The service.
    pub service: String,
    /// The account.
    pub account: String,
    /// What is bought: a key ID in hex, or any name of the service.
    pub item: String,
    /// Seconds since 1970.
    pub now: u64,
    /// The end of a rental; none for a purchase.
    pub expires: Option<u64>,
}

impl Change for Buy {
    type Outcome = ();

    fn contends_for(&self) -> String {
        format!("account {} {}", self.service, self.account)
    }

    async fn apply(&self, db: &mut Db) -> Result<()> {
        sqlx::query(
            "INSERT INTO purchases (service, account, item, bought, expires) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (service, account, item) DO UPDATE SET expires = excluded.expires
             WHERE purchases.expires < excluded.expires OR excluded.expires IS NULL",
        )
        .bind(&self.service)
        .bind(&self.account)
        .bind(&self.item)
        .bind(int(self.now))
        .bind(self.expires.map(int))
        .execute(db.sql())
        .await?;
        Ok(())
    }
}

/// A purchase as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// When it was made first.
    pub bought: u64,
    /// When it ends; none for never.
    pub expires: Option<u64>,
}

/// What an account bought of an item.
#[derive(Clone, Debug)]
pub struct PurchaseOf {
    /// The service.
    pub service: String,
    /// The account.
    pub account: String,
    /// The item.
    pub item: String,
}

impl Query for PurchaseOf {
    type Answer = Option<Purchase>;

    async fn ask(&self, db: &mut Db) -> Result<Option<Purchase>> {
        let row: Option<(i64, Option<i64>)> = sqlx::query_as(
            "SELECT bought, expires FROM purchases WHERE service = $1 AND account = $2 AND item = $3",
        )
        .bind(&self.service)
        .bind(&self.account)
        .bind(&self.item)
        .fetch_optional(db.sql())
        .await?;
        Ok(row.map(|(bought, expires)| Purchase { bought: uint(bought), expires: expires.map(uint) }))
    }
}
