//! Chains, device files and revocation lists: what can be read can be verified, written and shown.
#![no_main]

use boxlock::bytes::Writer;
use boxlock::inspect::describe_value;
use boxlock::pki::prd::Prd;
use boxlock::pki::revocation::{List, RevocationInfo};
use boxlock::pki::{Chain, verify_to_own_end};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = describe_value(data);
    let _ = Prd::read(data, 0);
    let _ = List::read(data, 0).map(|list| list.seal.verify(&list.seal.chain.last().issuer_key, 0));
    let _ = RevocationInfo::read(data, 0).map(|info| info.seal.verify(&info.seal.chain.last().issuer_key, 0));
    let Ok(chain) = Chain::read(data, 0) else { return };
    assert_eq!(chain.bytes(), data);
    let _ = verify_to_own_end(&chain, 0);
    for certificate in chain.certificates() {
        let mut w = Writer::new();
        certificate.objects.iter().for_each(|object| object.write(&mut w));
        assert_eq!(w.as_slice(), certificate.bytes().get(16..).unwrap_or_default());
    }
});
