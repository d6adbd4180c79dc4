//! Licenses as a license server makes them and a client uses them: what they allow, how they are made, and what a strict client
//! refuses.
//!
//! * [`policy`]: what a license grants and under which restrictions. It is written as TOML or JSON ([`source`]), as the queries
//!   of test servers ([`mod@cfg`]), or picked from [`presets`].
//! * [`mint()`]: a policy and a key become a license bound to a device, a domain, or a root.
//! * [`issue`]: all licenses of one answer, from groups and key IDs.
//! * [`open()`]: a client's side: everything is checked before a key comes out. [`PlayState`] is what the client must remember.
//! * [`embedded`]: licenses in PlayReady Objects.
//! * [`domain_key`]: the private keys of domains, wrapped for their members.

pub mod cfg;
pub mod domain_key;
pub mod embedded;
pub mod issue;
pub mod mint;
pub mod open;
pub mod policy;
pub mod presets;
pub mod source;
mod state;

pub use cfg::{CfgError, KeySource, KidSelector, LicenseRequestGroup};
pub use mint::{Binding, MintRequest, Minted, mint};
pub use open::{LicenseError, OpenContext, Opened, RightsIdRule, open};
pub use policy::{ClientCapabilities, Policy, PolicyError, Rules};
pub use state::PlayState;
